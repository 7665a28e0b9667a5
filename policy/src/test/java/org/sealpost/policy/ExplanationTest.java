package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExplanationTest {
    static Stream<Rule> rules() {
        return Arrays.stream(Rule.class.getPermittedSubclasses())
                .flatMap(judge -> Arrays.stream(judge.getEnumConstants()))
                .map(Rule.class::cast);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleHasASentenceInBothLanguages(Rule rule) {
        Finding finding = Finding.of(rule, "fact one", "fact two", "fact three");

        String english = Explanation.sentence(finding, Locale.ENGLISH);
        String german = Explanation.sentence(finding, Locale.GERMAN);

        assertThat(english).endsWith(".").isNotEqualTo(german);
        assertThat(german).endsWith(".");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void everyRuleIsFoundByItsName(Rule rule) {
        assertThat(Rule.named(rule.name())).isSameAs(rule);
    }

    @Test
    void putsTheFactsIntoTheSentence() {
        Finding finding = Finding.of(ProtectionRule.RECIPIENT_WITHOUT_CERTIFICATE, "bob@partner.example");

        assertThat(Explanation.sentence(finding, Locale.ENGLISH))
                .isEqualTo("No usable certificate is known for bob@partner.example.");
    }

    @Test
    void aSentenceWithinASentenceEndsOnce() {
        assertThat(finalFailure("The server said no.")).isEqualTo("It could not be delivered: The server said no.");
        assertThat(finalFailure("too much")).isEqualTo("It could not be delivered: too much.");
        assertThat(finalFailure("and so on..")).isEqualTo("It could not be delivered: and so on...");
    }

    private static String finalFailure(String reason) {
        return Explanation.sentence(Finding.of(DeliveryRule.FINAL_FAILURE, reason), Locale.ENGLISH);
    }
}
