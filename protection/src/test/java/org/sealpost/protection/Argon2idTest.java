package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class Argon2idTest {
    private static final char[] PASSWORD = "correct horse".toCharArray();

    @Test
    void verifiesThePasswordItHashedAndNoOther() {
        String hash = Argon2id.hash(PASSWORD);

        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        assertThat(Argon2id.verify(hash, PASSWORD)).isTrue();
        assertThat(Argon2id.verify(hash, "correct horsf".toCharArray())).isFalse();
        assertThat(Argon2id.hash(PASSWORD)).isNotEqualTo(hash);
    }

    @Test
    void whatNoPasswordHasLooksAndCostsAsARealHash() {
        String nothing = Argon2id.ofNothing();

        assertThat(Argon2id.isHash(nothing)).isTrue();
        assertThat(nothing.replaceFirst("p=1.*", ""))
                .isEqualTo(Argon2id.hash(PASSWORD).replaceFirst("p=1.*", ""));
        assertThat(nothing).hasSameSizeAs(Argon2id.hash(PASSWORD)).isNotEqualTo(Argon2id.ofNothing());
        assertThat(Argon2id.verify(nothing, PASSWORD)).isFalse();
    }

    @Test
    void computesWhatTheReferenceProgramComputes() {
        // Given by the reference implementation: echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1
        byte[] key = Argon2id.derive(
                "password".toCharArray(),
                "somesalt".getBytes(java.nio.charset.StandardCharsets.US_ASCII),
                new Argon2id.Cost(65536, 2, 1),
                32);

        assertThat(HexFormat.of().formatHex(key))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @Test
    void verifiesNothingThatIsNoHashOrAsksForTooMuch() {
        assertThat(Argon2id.verify("", PASSWORD)).isFalse();
        assertThat(Argon2id.verify("secret", PASSWORD)).isFalse();
        assertThat(Argon2id.verify(Argon2id.hash(PASSWORD).replace("m=19456", "m=9999999"), PASSWORD))
                .isFalse();
    }
}
