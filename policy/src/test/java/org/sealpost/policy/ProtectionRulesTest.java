package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.mail.MailAddress;

class ProtectionRulesTest {
    @ParameterizedTest
    @CsvSource({
        "agency.example, clerk@Agency.Example, true",
        "agency.example, clerk@mail.agency.example, false",
        "*.agency.example, clerk@mail.agency.example, true",
        "*.agency.example, clerk@agency.example, false",
        "clerk@agency.example, Clerk@agency.example, true",
        "clerk@agency.example, other@agency.example, false"
    })
    void aPatternIsADomainAllDomainsBelowOneOrOneAddress(String pattern, String recipient, boolean demanded) {
        assertThat(ProtectionRules.matches(ProtectionRules.pattern(pattern), MailAddress.parse(recipient)))
                .isEqualTo(demanded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "*", "not a domain", "@agency.example", "*.*.example"})
    void refusesWhatWouldNeverMatch(String pattern) {
        assertThatThrownBy(() -> ProtectionRules.pattern(pattern)).hasMessageContaining("expected a domain");
    }

    @Test
    void keepsPatternsInLowerCase() {
        assertThat(ProtectionRules.pattern(" *.Agency.Example ")).isEqualTo("*.agency.example");
    }

    @Test
    void namesAreUniqueAndThereIsALimit() {
        GatewayRule one = GatewayRule.encryptTo("a.example");

        assertThatThrownBy(() -> new ProtectionRules(1, List.of(one, one)))
                .hasMessage("two rules have the name a.example");
        assertThatThrownBy(() -> new ProtectionRules(1, java.util.Collections.nCopies(1_001, one)))
                .hasMessage("more than 1000 rules");
    }

    @Test
    void theShortRulesAreKnownAgain() {
        GatewayRule other = new GatewayRule(
                "b.example",
                "",
                true,
                List.of(RuleCondition.of(RuleField.TO, "c.example")),
                RuleActions.encrypting(EncryptionDemand.OR_REFUSE));
        GatewayRule weak = new GatewayRule(
                "d.example",
                "",
                true,
                List.of(RuleCondition.of(RuleField.TO, "d.example")),
                RuleActions.encrypting(EncryptionDemand.IF_POSSIBLE));

        ProtectionRules rules = new ProtectionRules(
                2, List.of(GatewayRule.encryptTo("*.Z.example"), other, weak, GatewayRule.encryptTo("a.example")));

        assertThat(rules.encryptTo()).containsExactly("*.z.example", "a.example");
        assertThat(rules.asked(RuleField.TO)).contains("c.example", "*.z.example");
        assertThat(ProtectionRules.NONE.asked(RuleField.TO)).isEmpty();
    }
}
