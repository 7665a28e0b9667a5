package org.sealpost.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SpokenCodeTest {
    @Test
    void namesAreOnePieceAndSecretsAreGroups() {
        assertThat(SpokenCode.name()).matches("[a-z2-9]{12}");
        assertThat(SpokenCode.password()).matches("[a-z2-9]{5}(-[a-z2-9]{5}){3}");
        assertThat(SpokenCode.passphrase()).matches("[a-z2-9]{5}(-[a-z2-9]{5}){4}");
    }

    @Test
    void noLetterIsMistakenForAnotherAndNoCodeComesTwice() {
        Set<String> made = new HashSet<>();

        for (int i = 0; i < 1_000; i++) {
            made.add(SpokenCode.name());
        }

        assertThat(made).hasSize(1_000).noneMatch(code -> code.matches(".*[01ilo].*"));
    }
}
