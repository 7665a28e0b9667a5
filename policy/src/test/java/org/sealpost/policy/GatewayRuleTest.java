package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.RuleFacts.Attachment;
import org.sealpost.policy.RuleFacts.Found;
import org.sealpost.policy.RuleFacts.MessageTraits;
import org.sealpost.testkit.Samples;

class GatewayRuleTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@mail.agency.example");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from | ann@example.org | true",
                "from | example.org | true",
                "from | other.example | false",
                "to | *.agency.example | true",
                "to | agency.example | false",
                "from-group | Legal@example.org | true",
                "from-group | it@example.org | false",
                "to-group | partners@example.org | true",
                "to-group | legal@example.org | false",
                "from-unit | example.org/Legal | true",
                "from-unit | Example.org | true",
                "from-unit | example.org/Legal/Notaries/Deep | false",
                "from-unit | example.org/Leg | false",
                "to-unit | example.org | false",
                "header | X-Project: secret | true",
                "header | X-Other | false",
                "subject-tag | [SECURE] | true",
                "subject-tag | [open] | false",
                "classification | Confidential | true",
                "classification | public | false",
                "attachment-type | application/* | true",
                "attachment-type | image/* | false",
                "attachment-name | *.xls? | true",
                "attachment-name | *.doc | false",
                "attachment-name | salaries* | true",
                "attachment-name | sal*es*.x*s* | true",
                "attachment-name | salaries.xlsx* | true",
                "attachment-name | salaries.xlsx.exe | false",
                "larger-than | 1 KB | true",
                "larger-than | 1 MB | false",
                "larger-than | 1 GB | false",
                "larger-than | 1999 | true",
                "larger-than | 1999 B | true",
                "content | [0-9]{6} | true",
                "content | nothing | false",
                "words | Top-SECRET! | true",
                "words | nothing | false",
                "detect | IBAN | true",
                "detect | card-number | false",
                "file-type | application/zip | true",
                "file-type | image/* | false",
                "origin | submitted | true",
                "origin | Received | false"
            })
    void aConditionHoldsForTheMessagesItIsMeantFor(String field, String value, boolean holds) {
        GatewayRule rule = RuleFields.read("r", Map.of(field, List.of(value), "sign", List.of("yes")));

        assertThat(rule.applies(facts(true))).isEqualTo(holds);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "to | not a domain | to: expected a domain",
                "from-group | legal | from-group: expected the address of a group",
                "from-unit | /Legal | from-unit: expected a unit",
                "from-unit | example.org//x | from-unit: expected a unit",
                "header | X Y: z | header: expected a header field",
                "attachment-type | pdf | attachment-type: expected a media type",
                "larger-than | much | larger-than: expected a size",
                "origin | door | origin: expected submitted or received",
                "content | '' | content: expected one line",
                "encrypt | always | encrypt: expected one of only-if-asked, if-possible, or-refuse, or-hold",
                "enabled | perhaps | enabled: expected yes or no",
                "sign | perhaps | sign: expected yes, no or domain",
                "ladder | rope | ladder: expected one of certificate",
                "hold-for | 5 | hold-for: expected a time",
                "hold-for | five days | hold-for: expected a time",
                "hold-for | 5 weeks | hold-for: expected a time",
                "hold-for | 5 days | hold-for needs encrypt",
                "words | ... | words: expected 1 to 5 words",
                "words | a b c d e f | words: expected 1 to 5 words",
                "detect | passport | detect: expected one of card-number, iban",
                "inspect | burn | inspect: expected one of pass, record, mark",
                "tell | why | tell: needs inspect",
                "at-least | many | at-least: expected a number",
                "at-least | 3 | at-least: needs one of content, words, detect",
                "color | red | there is no field color; expected one of from, to"
            })
    void whatIsWrongIsToldWithWhatWasExpected(String field, String value, String message) {
        assertThatThrownBy(() -> RuleFields.read("r", Map.of(field, List.of(value))))
                .hasMessageStartingWith(message);
    }

    @Test
    void aRuleThatCouldNeverMeanAnythingIsRefused() {
        RuleActions sign =
                new RuleActions(Optional.of(SignatureDemand.YES), Optional.empty(), List.of(), Optional.empty(), false);
        RuleCondition to = RuleCondition.of(RuleField.TO, "a.example");

        assertThatThrownBy(() -> new GatewayRule("r", "", true, List.of(to), RuleActions.NONE))
                .hasMessageStartingWith("a rule needs an action");
        assertThatThrownBy(() -> new GatewayRule("-", "", true, List.of(to), sign))
                .hasMessageContaining("a rule's name");
        assertThatThrownBy(() -> new GatewayRule("r", "x".repeat(1_001), true, List.of(to), sign))
                .hasMessageContaining("a note is one line");
        assertThatThrownBy(() -> new GatewayRule("r", "a\nb", true, List.of(to), sign))
                .hasMessageContaining("a note is one line");
        assertThatThrownBy(() -> new GatewayRule("r", "", true, List.of(to, to), sign))
                .hasMessageContaining("stands once");
        assertThatThrownBy(() ->
                        RuleFields.read("r", Map.of("to", List.of("a.example"), "strip-subject-tag", List.of("yes"))))
                .hasMessageContaining("needs the condition subject-tag");
        assertThatThrownBy(() -> RuleFields.read("r", Map.of("encrypt", List.of("or-hold", "or-refuse"))))
                .hasMessageContaining("expected one value");
        assertThatThrownBy(() -> RuleFields.read("r", Map.of("ladder", List.of("certificate", "certificate"))))
                .hasMessageContaining("names a step twice");
        assertThatThrownBy(() ->
                        RuleFields.read("r", Map.of("encrypt", List.of("or-hold"), "hold-for", List.of("91 days"))))
                .hasMessageContaining("1 hour to 90 days");
        assertThatThrownBy(() ->
                        RuleFields.read("r", Map.of("encrypt", List.of("or-hold"), "hold-for", List.of("0 hours"))))
                .hasMessageContaining("1 hour to 90 days");
        assertThatThrownBy(() ->
                        RuleFields.read("r", Map.of("encrypt", List.of("or-refuse"), "hold-for", List.of("2 days"))))
                .hasMessageContaining("hold-for needs encrypt");
        assertThatThrownBy(() -> new RuleCondition(RuleField.TO, List.of())).hasMessageContaining("1 to 1000 values");
        assertThatThrownBy(() -> new RuleCondition(RuleField.TO, java.util.Collections.nCopies(1_001, "a.example")))
                .hasMessageContaining("1 to 1000 values");
        assertThatThrownBy(() -> RuleCondition.of(RuleField.SUBJECT_TAG, "x".repeat(513)))
                .hasMessageContaining("expected one line");
        assertThatThrownBy(() -> RuleCondition.of(RuleField.SUBJECT_TAG, "a\u0001b"))
                .hasMessageContaining("expected one line");
        assertThatThrownBy(() -> RuleWords.bytes("much")).hasMessageContaining("was checked before");
    }

    @Test
    void whatIsWrittenIsReadAgainAsItWas() {
        Samples.forAll(GatewayRuleTest::rule, rule -> {
            GatewayRule again = RuleFields.read(rule.name(), RuleFields.of(rule));

            assertThat(again).isEqualTo(rule);
        });
    }

    private static GatewayRule rule(RandomGenerator random) {
        Map<String, List<String>> fields = new LinkedHashMap<>();
        fields.put("subject-tag", List.of("[secure]"));
        add(random, fields, "note", "because");
        add(random, fields, "enabled", "no", "yes", "false", "true");
        add(random, fields, "to", "*.a.example", "b.example");
        add(random, fields, "header", "X-Mailer: /^CRM/", "X-Project");
        add(random, fields, "larger-than", "5 MB", "5");
        add(random, fields, "words", "lohn", "top secret");
        fields.put("detect", List.of("iban"));
        add(random, fields, "at-least", "1", "2", "1000");
        fields.put("inspect", List.of(random.nextBoolean() ? "quarantine" : "refuse"));
        add(random, fields, "tell", "Ask the privacy officer.");
        add(random, fields, "sign", "no", "yes", "false", "true", "domain");
        add(random, fields, "ladder", "domain-certificate", "certificate");
        add(random, fields, "strip-subject-tag", "yes", "no");
        fields.put("encrypt", List.of("or-hold"));
        add(random, fields, "hold-for", "36 hours", "1 day", "1 hour", "2 days");
        return RuleFields.read("r", fields);
    }

    private static void add(RandomGenerator random, Map<String, List<String>> fields, String field, String... values) {
        if (random.nextBoolean()) {
            fields.put(field, List.of(values[random.nextInt(values.length)]));
        }
    }

    @Test
    void ofTwoRulesTheUpperOneCountsForEachThingApart() {
        GatewayRule upper =
                RuleFields.read("upper", Map.of("encrypt", List.of("or-hold"), "hold-for", List.of("2 days")));
        GatewayRule lower = RuleFields.read(
                "lower",
                Map.of(
                        "encrypt", List.of("or-refuse"),
                        "sign", List.of("yes"),
                        "ladder", List.of("domain-certificate")));
        GatewayRule agreeing = RuleFields.read("agreeing", Map.of("sign", List.of("yes")));
        GatewayRule off = RuleFields.read("off", Map.of("sign", List.of("no"), "enabled", List.of("no")));

        RuleDemands demands =
                RulePolicy.decide(new ProtectionRules(3, List.of(upper, off, lower, agreeing)), facts(true));

        assertThat(demands.encrypt()).contains(new RuleDemands.Said<>(EncryptionDemand.OR_HOLD, "upper"));
        assertThat(demands.sign()).contains(new RuleDemands.Said<>(SignatureDemand.YES, "lower"));
        assertThat(demands.ladder()).contains(new RuleDemands.Said<>(List.of(LadderStep.DOMAIN_CERTIFICATE), "lower"));
        assertThat(demands.holdFor()).isEqualTo(Duration.ofDays(2));
        assertThat(demands.because())
                .containsExactly(
                        Finding.of(ProtectionRule.RULE_APPLIES, "upper", 3, "encrypt or hold"),
                        Finding.of(
                                ProtectionRule.RULE_APPLIES,
                                "lower",
                                3,
                                "sign, encrypt or refuse, by domain-certificate"),
                        Finding.of(ProtectionRule.RULE_APPLIES, "agreeing", 3, "sign"),
                        Finding.of(ProtectionRule.RULE_OVERRULED, "lower", "encryption", "upper"));
    }

    @Test
    void valuesOfOneConditionAreCountedTogether() {
        List<String> words = List.of("top secret", "Lohn", "Gehalt");
        GatewayRule two = RuleFields.read(
                "two", Map.of("words", words, "at-least", List.of("2"), "inspect", List.of("quarantine")));
        GatewayRule three = RuleFields.read(
                "three", Map.of("words", words, "at-least", List.of("3"), "inspect", List.of("quarantine")));

        assertThat(two.applies(facts(true))).isTrue();
        assertThat(three.applies(facts(true))).isFalse();
        assertThat(three.applies(facts(false))).as("what cannot be read counts").isTrue();
        assertThatThrownBy(() -> new RuleCondition(RuleField.WORDS, words, 0)).hasMessageContaining("at-least");
        assertThatThrownBy(() -> new RuleCondition(RuleField.WORDS, words, 1_001))
                .hasMessageContaining("at-least");
        assertThatThrownBy(() -> new RuleCondition(RuleField.TO, List.of("a.example"), 2))
                .hasMessageContaining("at-least");
        assertThat(new ProtectionRules(1, List.of(two, three)).countsTo(RuleField.WORDS))
                .isEqualTo(3);
        assertThat(ProtectionRules.NONE.countsTo(RuleField.WORDS)).isEqualTo(1);
        assertThat(new ProtectionRules(1, List.of(two)).countsTo(RuleField.DETECT))
                .isEqualTo(1);
    }

    @Test
    void wordsForPeopleBelongToAnActionThatTheyHearOf() {
        assertThatThrownBy(() -> RuleFields.read("r", Map.of("inspect", List.of("mark"), "tell", List.of("x"))))
                .hasMessageContaining("tell needs");
        assertThatThrownBy(() -> new RuleInspection(RuleInspection.Action.REFUSE, "x".repeat(301)))
                .hasMessageContaining("one line");
        assertThatThrownBy(() -> new RuleInspection(RuleInspection.Action.REFUSE, "a\nb"))
                .hasMessageContaining("one line");
        assertThat(RuleFields.read("r", Map.of("inspect", List.of("refuse")))
                        .then()
                        .words())
                .isEqualTo("refuse");
    }

    @Test
    void theTagThatIsThereIsTakenOutOnce() {
        GatewayRule rule = RuleFields.read(
                "r", Map.of("subject-tag", List.of("[secure]", "[geheim]"), "strip-subject-tag", List.of("yes")));
        GatewayRule same = RuleFields.read(
                "s",
                Map.of(
                        "subject-tag", List.of("[secure]"),
                        "strip-subject-tag", List.of("yes"),
                        "sign", List.of("no")));

        RuleDemands demands = RulePolicy.decide(new ProtectionRules(1, List.of(rule, same)), facts(true));

        assertThat(demands.subjectTags()).containsExactly("[secure]");
        assertThat(demands.because())
                .contains(
                        Finding.of(ProtectionRule.RULE_APPLIES, "r", 1, "take the tag out of the subject"),
                        Finding.of(ProtectionRule.RULE_APPLIES, "s", 1, "do not sign, take the tag out of the subject"),
                        Finding.of(ProtectionRule.SUBJECT_TAG_TAKEN_OUT, "[secure]"));
    }

    @Test
    void aSearchOfTextThatCouldNotBeReadCountsAsFound() {
        GatewayRule search = RuleFields.read("search", Map.of("content", List.of("nothing"), "sign", List.of("yes")));
        GatewayRule header = RuleFields.read("header", Map.of("header", List.of("X-Other"), "sign", List.of("yes")));
        GatewayRule all = RuleFields.read("all", Map.of("sign", List.of("yes")));

        RuleDemands demands = RulePolicy.decide(new ProtectionRules(1, List.of(search, header, all)), facts(false));

        assertThat(demands.because())
                .containsExactly(
                        Finding.of(ProtectionRule.RULE_APPLIES, "search", 1, "sign"),
                        Finding.of(ProtectionRule.RULE_COUNTS_UNEXAMINED, "search"),
                        Finding.of(ProtectionRule.RULE_APPLIES, "all", 1, "sign"));
    }

    static RuleFacts facts(boolean wholeExamined) {
        return new RuleFacts(
                "submitted",
                List.of(ANN),
                Set.of("legal@example.org"),
                "example.org/legal/notaries",
                BOB,
                Set.of("partners@example.org"),
                "",
                new MessageTraits(
                        "Re: [Secure] the figures",
                        Set.of("confidential"),
                        List.of(new Attachment("application/vnd.ms-excel", "salaries.xlsx", "application/zip")),
                        2_000,
                        Map.of(
                                new Found(RuleField.HeaderOrText.HEADER, "x-project: secret"), 1,
                                new Found(RuleField.HeaderOrText.CONTENT, "[0-9]{6}"), 2,
                                new Found(RuleField.HeaderOrText.WORDS, "top secret"), 1,
                                new Found(RuleField.HeaderOrText.WORDS, "lohn"), 1,
                                new Found(RuleField.HeaderOrText.DETECT, "iban"), 3),
                        wholeExamined));
    }
}
