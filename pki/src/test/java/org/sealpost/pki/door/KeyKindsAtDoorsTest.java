package org.sealpost.pki.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.AuthorityKeys;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.KeyProof;

class KeyKindsAtDoorsTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"rsa:2048,RSA-2048", "ec:prime256v1,EC-P256", "ec:secp521r1,EC-P521", "ed25519,Ed25519"})
    void aRequestMadeByOpenSslProvesItsKey(String made, String kind) throws Exception {
        Path request = folder.resolve("request.der");
        String[] parts = made.split(":", -1);
        String option = parts[0].equals("ec") ? "ec_paramgen_curve:" : "rsa_keygen_bits:";
        List<String> command =
                new ArrayList<>(List.of("openssl", "req", "-new", "-subj", "/CN=ann", "-nodes", "-outform", "DER"));
        command.addAll(List.of(
                "-out", request.toString(), "-keyout", folder.resolve("key").toString()));
        command.addAll(List.of("-newkey", parts[0]));
        if (parts.length > 1) {
            command.addAll(List.of("-pkeyopt", option + parts[1]));
        }
        run(command);

        SigningRequest read = SigningRequest.read(Files.readAllBytes(request));

        assertThat(KeyPairs.algorithm(read.key())).isEqualTo(kind);
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ML_DSA_44", "ML_DSA_65", "ML_DSA_87"})
    void aRequestSignedByItsKeyIsTakenAndOneSignedByAnotherKeyIsNot(KeyKind kind) throws Exception {
        KeyPair own = KeyPairs.generate(kind.word());
        KeyPair other = KeyPairs.generate(kind.word());

        byte[] good = request(own, own, kind);
        byte[] stolen = request(own, other, kind);

        assertThat(KeyPairs.kind(SigningRequest.read(good).key())).isEqualTo(kind);
        assertThatThrownBy(() -> SigningRequest.read(stolen)).hasMessageContaining("not signed by the key in it");
    }

    @Test
    void aKeyThatCannotSignIsNotTakenFromOutside() throws Exception {
        KeyPair own = KeyPairs.generate("ML-KEM-768");
        byte[] request = request(own, KeyPairs.generate("EC-P256"), KeyKind.EC_P256);

        assertThatThrownBy(() -> SigningRequest.read(request)).hasMessageContaining("let the house make such keys");
    }

    @ParameterizedTest
    @EnumSource
    void everyKindHasItsAttributes(KeyKind kind) {
        assertThat(RequestAttributes.of(kind.word())).isNotEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"RSA_3072", "RSA_4096"})
    void everyKindComesBackOutOfBothFormsOfAFile(KeyKind kind) throws Exception {
        KeyPair pair = KeyPairs.generate(kind.word());
        byte[] certificate = certificate(pair);

        for (Pkcs12.Form form : Pkcs12.Form.values()) {
            byte[] file = Pkcs12.write(
                    List.of(new Pkcs12.Entry("ann", pair.getPrivate(), List.of(certificate))),
                    "secret".toCharArray(),
                    form);

            KeyStore read = KeyStore.getInstance("PKCS12");
            read.load(new ByteArrayInputStream(file), "secret".toCharArray());
            var key = (PrivateKey) read.getKey("ann", "secret".toCharArray());
            assertThat(KeyProof.belong(key, pair.getPublic())).isTrue();
        }
    }

    private static byte[] certificate(KeyPair pair) throws Exception {
        KeyPair authority = KeyPairs.generate("EC-P256");
        return new X509v3CertificateBuilder(
                        new X500Name("CN=Authority"),
                        BigInteger.TEN,
                        Date.from(Instant.now()),
                        Date.from(Instant.now().plus(Duration.ofDays(1))),
                        new X500Name("CN=ann"),
                        SubjectPublicKeyInfo.getInstance(pair.getPublic().getEncoded()))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(authority.getPrivate()))
                .getEncoded();
    }

    private static byte[] request(KeyPair key, KeyPair signer, KeyKind kind) throws Exception {
        return new PKCS10CertificationRequestBuilder(
                        new X500Name("CN=ann"),
                        SubjectPublicKeyInfo.getInstance(key.getPublic().getEncoded()))
                .build(AuthorityKeys.soft(signer.getPrivate(), SignatureScheme.usual(kind))
                        .signer())
                .getEncoded();
    }

    private static void run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isZero();
    }
}
