package org.sealpost.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Domain;

class AuthorityKeyTest {
    private static final List<KeyKind> QUICK = List.of(
            KeyKind.RSA_2048,
            KeyKind.EC_P256,
            KeyKind.EC_P384,
            KeyKind.EC_P521,
            KeyKind.ED25519,
            KeyKind.ML_DSA_44,
            KeyKind.ML_DSA_65,
            KeyKind.ML_DSA_87);

    @TempDir
    Path folder;

    static Stream<Arguments> schemes() {
        return QUICK.stream()
                .flatMap(kind -> SignatureScheme.all(kind).stream().map(scheme -> Arguments.of(kind, scheme)));
    }

    @ParameterizedTest
    @MethodSource("schemes")
    void everySchemeOfEveryKindSignsARootThatJavaAndOpenSslAccept(KeyKind kind, SignatureScheme scheme)
            throws Exception {
        KeyPair pair = KeyPairs.generate(kind.word());
        AuthorityKey key = AuthorityKeys.soft(pair.getPrivate(), scheme);

        X509Certificate root = root(pair, key);

        assertThat(key.fits(pair.getPublic())).isTrue();
        assertThat(KeyPairs.kind(root.getPublicKey())).isEqualTo(kind);
        root.verify(root.getPublicKey());
        if (!kind.isPostQuantum()) {
            assertThat(openSslVerifies(root)).isTrue();
        }
    }

    @Test
    void aKeyDoesNotFitAnotherOneOfItsKindOrOfAnotherKind() {
        for (KeyKind kind : QUICK) {
            AuthorityKey key =
                    AuthorityKeys.soft(KeyPairs.generate(kind.word()).getPrivate(), SignatureScheme.usual(kind));

            assertThat(key.fits(KeyPairs.generate(kind.word()).getPublic())).isFalse();
            assertThat(key.fits(KeyPairs.generate(other(kind).word()).getPublic()))
                    .isFalse();
        }
    }

    @Test
    void aKeyThatOnlyEncryptsIsRefusedForAnAuthority() {
        assertThatThrownBy(() -> AuthorityPlan.Keys.usual(KeyKind.ML_KEM_768))
                .hasMessage("a key of kind ML-KEM-768 does not sign");
        assertThatThrownBy(() -> new AuthorityPlan.Keys(KeyKind.EC_P384, SignatureScheme.ECDSA_SHA256))
                .hasMessageContaining("it signs with [ECDSA-SHA384, ECDSA-SHA512]");
    }

    private static KeyKind other(KeyKind kind) {
        return kind == KeyKind.EC_P256 ? KeyKind.ED25519 : KeyKind.EC_P256;
    }

    private static X509Certificate root(KeyPair pair, AuthorityKey key) {
        AuthorityProfile profile = new AuthorityProfile(
                new PkiConfig(new Domain("example.org"), "Example", URI.create("http://pki.example.org")));
        return CertificateAuthority.certificate(new SelfSigned(
                        profile.root(
                                AuthorityProfile.Subject.of(profile.name("Root CA"), pair.getPublic()),
                                Instant.now(),
                                Instant.now().plus(Duration.ofDays(3650))),
                        key)
                .sign());
    }

    private boolean openSslVerifies(X509Certificate root) throws Exception {
        Path file = folder.resolve("root.pem");
        Files.writeString(
                file,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder().encodeToString(root.getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        return run("openssl", "verify", "-check_ss_sig", "-x509_strict", "-CAfile", file.toString(), file.toString());
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
