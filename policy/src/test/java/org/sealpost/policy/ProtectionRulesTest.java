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
        ProtectionRules rules = new ProtectionRules(1, List.of(ProtectionRules.pattern(pattern)));

        assertThat(rules.demandsEncryptionTo(MailAddress.parse(recipient)).isPresent())
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
}
