package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleFacts;
import org.sealpost.policy.RuleFields;
import org.sealpost.protection.Smime;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;
import org.sealpost.transport.files.DocumentReader;

/** What rules see of real messages. */
class RuleTraitsTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@lab.example");
    private static final String MESSAGE = """
            From: Ann <ann.other@example.org>
            Subject: =?utf-8?Q?Befund_=5Bvertraulich=5D_M=C3=BCller?=
            X-Mailer: CRM 7
            Sensitivity: Company-Confidential
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=b

            --b
            Content-Type: text/html; charset=iso-8859-1
            Content-Transfer-Encoding: quoted-printable

            <p>Patient 12<b>34</b>56, M=FCnchen</p>
            --b
            Content-Type: application/pdf
            Content-Disposition: attachment; filename*=utf-8''Lohn%C3%BCbersicht.PDF

            %PDF
            --b
            Content-Type: message/rfc822

            Subject: inside
            Content-Type: text/plain

            forwarded words
            --b--
            """.replace("\n", "\r\n");

    private final Database database;
    private final RuleTraits traits;

    RuleTraitsTest() throws IOException {
        database = SqliteDatabase.open(TestFolders.make("rules").resolve("test.db"));
        Migrations.run(database, "store");
        DirectoryEditor editor = new DirectoryEditor(database);
        editor.addDomain(ANN.domain());
        editor.addUnit(new OrganizationalUnit(ANN.domain(), "Legal/Notaries"));
        editor.addAccount(
                new Account(
                        ANN,
                        "Ann",
                        "Legal/Notaries",
                        List.of(MailAddress.parse("ann.other@example.org")),
                        Custody.ORGANISATION,
                        0,
                        true),
                "no password");
        editor.addContact(new Contact(PAT, "Pat", Optional.empty()));
        editor.addGroup(new Group(MailAddress.parse("inner@example.org"), "Inner", List.of(ANN, PAT)));
        editor.addGroup(new Group(
                MailAddress.parse("outer@example.org"),
                "Outer",
                List.of(MailAddress.parse("inner@example.org"), MailAddress.parse("outer@example.org"))));
        traits = new RuleTraits(
                new DirectoryStore(database),
                new Smime(TestFolders.make("rules-spool"), question -> new ChainVerdict.Trusted()),
                DocumentReader.NONE);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private boolean applies(String message, String field, String value) {
        GatewayRule rule = RuleFields.read("r", Map.of(field, List.of(value), "sign", List.of("yes")));
        ProtectionRules rules = new ProtectionRules(1, List.of(rule));
        RuleTraits.OfMessage seen = traits.of(
                new Origin.Submitted(ANN),
                Optional.of(MailAddress.parse("ann.other@example.org")),
                Optional.of(Content.of(message.getBytes(StandardCharsets.UTF_8))),
                rules);
        RuleFacts facts = traits.facts(seen, PAT);
        return rules.rules().getFirst().applies(facts);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "subject-tag | [Vertraulich] | true",
                "subject-tag | [open] | false",
                "header | X-Mailer: /^CRM [0-9]+$/ | true",
                "header | X-Mailer: crm | true",
                "header | X-Mailer | true",
                "header | X-Mailer: /^7/ | false",
                "header | Subject: Müller | true",
                "header | X-Other | false",
                "classification | company-confidential | true",
                "attachment-type | application/pdf | true",
                "attachment-type | message/* | true",
                "attachment-type | image/* | false",
                "attachment-name | lohnübersicht.pdf | true",
                "attachment-name | *.doc | false",
                "content | \\b[0-9]{6}\\b | true",
                "content | München | true",
                "content | forwarded words | true",
                "content | nothing of it | false",
                "larger-than | 300 | true",
                "larger-than | 1 MB | false",
                "from | ann.other@example.org | true",
                "from | ann@example.org | true",
                "from | bob@example.org | false",
                "from-unit | example.org/Legal | true",
                "from-unit | example.org/IT | false",
                "from-group | outer@example.org | true",
                "to-group | inner@example.org | true",
                "to-group | nobody@example.org | false",
                "to-unit | example.org | false",
                "origin | submitted | true"
            })
    void aRuleSeesWhatAPersonSees(String field, String value, boolean applies) {
        assertThat(applies(MESSAGE, field, value)).isEqualTo(applies);
    }

    @Test
    void whatCannotBeReadToItsEndCountsAsFound() {
        String large = "Subject: x\r\n\r\n" + "no such word. ".repeat(700_000);
        String broken = "Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(20_000);
        String hidden = "Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nU3ViamVjdDogeA==\r\n";
        String sealed = """
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: application/pkcs7-mime

                MIIB
                --b--
                """.replace("\n", "\r\n");

        assertThat(applies(large, "content", "secret")).isTrue();
        assertThat(applies(broken, "content", "secret")).isTrue();
        assertThat(applies(sealed, "content", "secret")).isTrue();
        assertThat(applies(hidden, "content", "secret")).isTrue();
        assertThat(applies("Subject: x\r\n\r\nhello\r\n", "content", "secret")).isFalse();
    }

    @Test
    void filesInAWinmailDatAreSearchedAndOneThatCannotBeReadCountsAsFound() throws IOException {
        byte[] tnef = Files.readAllBytes(
                Path.of("..", "protection/src/test/resources/org/sealpost/protection/tnef/one-file.tnef"));
        String head =
                "From: ann@example.org\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n";
        String message = head + Base64.getMimeEncoder().encodeToString(tnef);
        String damaged = head + Base64.getMimeEncoder().encodeToString(Arrays.copyOf(tnef, 300));

        assertThat(applies(message, "words", "author")).isTrue();
        assertThat(applies(message, "words", "absent")).isFalse();
        assertThat(applies(damaged, "words", "absent")).isTrue();
    }

    @Test
    void aMemberWhoLeavesTheGroupIsOutOfItAtOnce() {
        assertThat(applies(MESSAGE, "to-group", "inner@example.org")).isTrue();

        new DirectoryEditor(database)
                .changeGroup(new Group(MailAddress.parse("inner@example.org"), "Inner", List.of(ANN)));

        assertThat(applies(MESSAGE, "to-group", "inner@example.org")).isFalse();
        assertThat(applies(MESSAGE, "from-group", "outer@example.org")).isTrue();
    }

    @Test
    void noExpressionTakesLongerThanTheTextIsLong() {
        String evil = "Subject: x\r\n\r\n" + "a".repeat(200_000) + "!";

        long start = System.nanoTime();
        boolean found = applies(evil, "content", "^(a+)+$");

        assertThat(found).isFalse();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "(?=a)b", "(a)\\1", "((a{1000}){1000}){1000}", "[z-a]"})
    void anExpressionThatCannotBeSearchedForIsToldBeforeItCounts(String expression) {
        GatewayRule content = RuleFields.read("r", Map.of("content", List.of(expression), "sign", List.of("yes")));
        GatewayRule header =
                RuleFields.read("r", Map.of("header", List.of("X: /" + expression + "/"), "sign", List.of("yes")));

        assertThatThrownBy(() -> RuleSearch.check(content))
                .hasMessageStartingWith("content: expected a regular expression");
        assertThatThrownBy(() -> RuleSearch.check(header))
                .hasMessageStartingWith("header: expected a regular expression");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[0-9]{4}-?[0-9]{4}-?[0-9]{4}-?[0-9]{4} | false",
                "([]{9}]{100}\\{99999}){50} | false",
                "(ab{1000}){20} | true",
                "((a{100}){100}){100} | true",
                "(a{1000}){1000}{1000}{1000}{1000} | true",
                "((((a{9999,99999 | false",
                "x{999999999} | true",
                "x{2,}){3}] | false"
            })
    void repetitionsInRepetitionsHaveALimit(String expression, boolean tooLarge) {
        assertThat(ExpressionSize.isTooLarge(expression)).isEqualTo(tooLarge);
    }

    @Test
    void whatNoRuleAsksForIsNotLookedFor() {
        ProtectionRules rules = ProtectionRules.encryptingTo(1, List.of("lab.example"));

        RuleTraits.OfMessage seen = traits.of(
                new Origin.Received("mx"),
                Optional.empty(),
                Optional.of(Content.of(MESSAGE.getBytes(StandardCharsets.UTF_8))),
                rules);

        assertThat(seen.traits().attachments()).isEmpty();
        assertThat(seen.traits().found()).isEmpty();
        assertThat(seen.origin()).isEqualTo("received");
        assertThat(traits.facts(seen, ANN).recipientPlace()).isEqualTo("example.org/legal/notaries");
        assertThat(traits.facts(seen, ANN).senderGroups()).isEqualTo(Set.of());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Subject: [secure] Hello | Subject: Hello",
                "Subject: Hello [SECURE] | Subject: Hello",
                "Subject: =?utf-8?Q?=5Bsecure=5D_M=C3=BCller?= | Subject: =?utf-8?B?TcO8bGxlcg==?=",
                "Subject: [sec[secure]ure] x | Subject: x",
                "Subject: =?utf-8?Q?=5Bsecure=5D_x=0D=0AEvil:_y?= | Subject: =?utf-8?B?eA0KRXZpbDogeQ==?=",
                "X-Other: [secure] | X-Other: [secure]"
            })
    void aTagIsTakenOutOfTheSubjectAndNothingElseChanges(String before, String after) {
        Content content = Content.of(
                ("Received: a\r\n" + before + "\r\nTo: b\r\n\r\n[secure]\r\n").getBytes(StandardCharsets.US_ASCII));

        Content stripped = SubjectTags.without(content, List.of("[secure]"));

        assertThat(new String(stripped.bytes(1_000), StandardCharsets.US_ASCII))
                .isEqualTo("Received: a\r\n" + after + "\r\nTo: b\r\n\r\n[secure]\r\n");
    }
}
