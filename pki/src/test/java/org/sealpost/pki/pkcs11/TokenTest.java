package org.sealpost.pki.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.AuthorityKeys;
import org.sealpost.pki.KeyPairs;
import org.sealpost.testkit.SoftToken;

class TokenTest {
    private static final byte[] CONTENT = "what is to be signed".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private SoftToken soft;
    private Token token;

    @BeforeEach
    void plugIn() {
        soft = SoftToken.create("ca-" + System.nanoTime() % 1_000_000_000);
        token = new Token(config(SoftToken.PIN));
    }

    @AfterEach
    void unplug() {
        token.close();
        soft.away();
    }

    private TokenConfig config(String pin) {
        return new TokenConfig(SoftToken.LIBRARY, soft.label(), SoftToken.pinFile(folder.resolve("pin"), pin));
    }

    @ParameterizedTest
    @EnumSource(names = {"RSA_2048", "EC_P256", "EC_P384", "EC_P521", "ED25519"})
    void aKeyMadeInTheTokenSignsInEverySchemeAndCannotBeTakenOut(KeyKind kind) {
        PublicKey made = token.generate("issuing", kind);

        assertThat(KeyPairs.kind(made)).isEqualTo(kind);
        for (SignatureScheme scheme : SignatureScheme.all(kind)) {
            byte[] signed = token.sign("issuing", made, scheme, CONTENT);

            assertThat(AuthorityKeys.verifies(made, scheme, CONTENT, signed))
                    .as(scheme.word())
                    .isTrue();
        }
        assertThat(soft.tool("--list-objects", "--type", "privkey"))
                .contains("issuing", "sensitive", "always sensitive", "never extractable");
    }

    @Test
    void aKeyThatIsThereIsFoundByItsLabelAfterARestartToo() {
        soft.tool("--keypairgen", "--key-type", "EC:prime256v1", "--label", "old CA", "--id", "07");

        PublicKey found = token.publicKey("old CA").orElseThrow();
        token.close();
        token = new Token(config(SoftToken.PIN));

        byte[] signed = token.sign("old CA", found, SignatureScheme.ECDSA_SHA256, CONTENT);
        assertThat(AuthorityKeys.verifies(found, SignatureScheme.ECDSA_SHA256, CONTENT, signed))
                .isTrue();
        assertThat(token.publicKey("another")).isEmpty();
        assertThatThrownBy(() -> token.generate("old CA", KeyKind.EC_P256)).hasMessageContaining("already");
    }

    @Test
    void aTokenThatWasTakenAwayRefusesInWordsAndGoesOnWhenItIsBack() {
        PublicKey made = token.generate("issuing", KeyKind.EC_P256);
        token.sign("issuing", made, SignatureScheme.ECDSA_SHA256, CONTENT);

        soft.away();
        token.reset();
        assertThatThrownBy(() -> token.sign("issuing", made, SignatureScheme.ECDSA_SHA256, CONTENT))
                .isInstanceOf(AuthorityFailure.class)
                .hasMessageContaining("there is no token " + soft.label());
        soft.back();

        byte[] signed = token.sign("issuing", made, SignatureScheme.ECDSA_SHA256, CONTENT);
        assertThat(AuthorityKeys.verifies(made, SignatureScheme.ECDSA_SHA256, CONTENT, signed))
                .isTrue();
    }

    @Test
    void aSessionThatTheTokenForgotIsOpenedAnew() throws CryptokiFailure {
        PublicKey made = token.generate("issuing", KeyKind.EC_P256);
        token.sign("issuing", made, SignatureScheme.ECDSA_SHA256, CONTENT);

        Cryptoki.load(SoftToken.LIBRARY).finish();

        assertThat(AuthorityKeys.verifies(
                        made,
                        SignatureScheme.ECDSA_SHA256,
                        CONTENT,
                        token.sign("issuing", made, SignatureScheme.ECDSA_SHA256, CONTENT)))
                .isTrue();
    }

    @Test
    void aWrongPinIsTriedOnceSoThatTheTokenDoesNotLockItself() {
        token.close();
        token = new Token(config("000000"));

        assertThatThrownBy(token::check).hasMessageContaining("refuses the PIN (C_LOGIN: CKR_PIN_INCORRECT)");
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(token::check).hasMessageContaining("refused this PIN before");
        }
        SoftToken.pinFile(folder.resolve("pin"), SoftToken.PIN);

        token.check();
    }

    @Test
    void whatIsMissingIsNamedAndNoPinIsSaid() throws Exception {
        Files.setPosixFilePermissions(folder.resolve("pin"), PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(token::check).hasMessageContaining("chmod 600").hasMessageNotContaining(SoftToken.PIN);

        Files.delete(folder.resolve("pin"));
        assertThatThrownBy(token::check).hasMessageContaining("PIN of the token is missing");

        try (Token other = new Token(new TokenConfig(SoftToken.LIBRARY, "no such", folder.resolve("pin")))) {
            assertThatThrownBy(other::check).hasMessageContaining("there is no token no such");
        }
        try (Token other = new Token(new TokenConfig(folder.resolve("no.so"), "x", folder.resolve("pin")))) {
            assertThatThrownBy(other::check).hasMessageContaining("library of the token cannot be loaded");
        }
        SoftToken.pinFile(folder.resolve("pin"), SoftToken.PIN);
        PublicKey stranger = KeyPairs.generate("EC-P256").getPublic();
        assertThatThrownBy(() -> token.sign("gone", stranger, SignatureScheme.ECDSA_SHA256, CONTENT))
                .hasMessageContaining("there is no private key gone");
        token.generate("issuing", KeyKind.EC_P256);
        assertThatThrownBy(() -> token.sign("issuing", stranger, SignatureScheme.ECDSA_SHA256, CONTENT))
                .hasMessageContaining("not the one that the authority's certificate belongs to");
    }

    @Test
    void manySignAtOnce() throws Exception {
        PublicKey made = token.generate("issuing", KeyKind.EC_P256);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<byte[]>> all = java.util.stream.IntStream.range(0, 200)
                    .mapToObj(i ->
                            threads.submit(() -> token.sign("issuing", made, SignatureScheme.ECDSA_SHA256, CONTENT)))
                    .toList();

            for (Future<byte[]> one : all) {
                assertThat(AuthorityKeys.verifies(made, SignatureScheme.ECDSA_SHA256, CONTENT, one.get()))
                        .isTrue();
            }
        }
    }
}
