package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ScramVerifier;

class ScramSha256Test {
    /** The exchange of RFC 7677 section 3. */
    private static final byte[] EXCHANGE = bytes("n=user,r=rOprNGfwEbeRWgbNEkqO"
            + ",r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
            + ",c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");

    private static final byte[] SALT = Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ==");
    private static final byte[] PROOF = Base64.getDecoder().decode("dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=");

    @Test
    void computesTheExampleOfTheRfc() {
        ScramVerifier verifier =
                ScramSha256.verifier("pencil".toCharArray(), SALT, 4096).orElseThrow();

        assertThat(verifier.proves(PROOF, EXCHANGE)).isTrue();
        assertThat(Base64.getEncoder().encodeToString(verifier.signature(EXCHANGE)))
                .isEqualTo("6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
    }

    @Test
    void anotherPasswordExchangeOrProofProvesNothing() {
        ScramVerifier verifier =
                ScramSha256.verifier("pencil".toCharArray(), SALT, 4096).orElseThrow();
        ScramVerifier other =
                ScramSha256.verifier("pencils".toCharArray(), SALT, 4096).orElseThrow();

        assertThat(other.proves(PROOF, EXCHANGE)).isFalse();
        assertThat(verifier.proves(PROOF, bytes("another"))).isFalse();
        assertThat(verifier.proves(new byte[31], EXCHANGE)).isFalse();
        assertThat(verifier.proves(new byte[32], EXCHANGE)).isFalse();
    }

    @Test
    void passwordsThatLookAlikeAreTheSame() {
        // RFC 4013 section 3: the soft hyphen vanishes, the roman numeral nine is I and X.
        assertThat(text("I\u00ADX")).isEqualTo(text("IX")).isEqualTo(text("\u2168"));
        assertThat(ScramSha256.verifier("bell\u0007".toCharArray())).isEmpty();
        assertThat(ScramSha256.verifier("\u00AD".toCharArray())).isEmpty();
    }

    @Test
    void isReadAsItWasWritten() {
        ScramVerifier verifier = ScramSha256.verifier("pencil".toCharArray()).orElseThrow();

        assertThat(ScramVerifier.parse(verifier.text()).text()).isEqualTo(verifier.text());
        assertThat(verifier).hasToString("SCRAM-SHA-256 with 16384 iterations");
        assertThat(ScramSha256.verifier("pencil".toCharArray()).orElseThrow().text())
                .isNotEqualTo(verifier.text());
    }

    @Test
    void refusesWhatIsNoVerifier() {
        assertThatThrownBy(() -> ScramVerifier.parse("$argon2id$")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ScramVerifier(SALT, 4095, new byte[32], new byte[32]))
                .hasMessageContaining("iterations");
        assertThatThrownBy(() -> new ScramVerifier(SALT, 4096, new byte[31], new byte[32]))
                .hasMessageContaining("length");
    }

    private static String text(String password) {
        return ScramSha256.verifier(password.toCharArray(), SALT, 4096)
                .orElseThrow()
                .text();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
