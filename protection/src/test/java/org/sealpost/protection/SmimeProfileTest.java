package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Content;
import org.sealpost.mail.SignatureCheck;

/** What an organisation writes that must not use PKCS #1 v1.5. OpenSSL is the reader. */
class SmimeProfileTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Person ANN = Person.of("CN=Ann", "email:ann@example.org");
    private static final Content MAIL =
            Content.of("From: ann@example.org\r\n\r\nthe blood count\r\n".getBytes(StandardCharsets.US_ASCII));

    @TempDir
    private Path folder = Path.of("");

    @Test
    void signaturesAreInPssAndKeysInOaepAndOthersReadBoth() throws Exception {
        Smime smime = new Smime(folder, question -> new ChainVerdict.Trusted(), SmimeProfile.OAEP_PSS);
        pem("ann.pem", "CERTIFICATE", ANN.der());
        pem("ann.key", "PRIVATE KEY", ANN.keys().getPrivate().getEncoded());

        Content signed = smime.sign(MAIL, ANN.signer(), NOW);
        Content sealed = smime.encrypt(signed, List.of(certificate()), EncryptionFormat.CONSERVATIVE);
        Files.write(folder.resolve("sealed.eml"), sealed.bytes(1 << 20));

        assertThat(openssl("cms -cmsout -print -noout -in sealed.eml")).contains("rsaesOaep");
        openssl("cms -decrypt -in sealed.eml -recip ann.pem -inkey ann.key -out opened.eml");
        openssl("cms -verify -noverify -in opened.eml -out text");
        assertThat(Files.readString(folder.resolve("text"))).contains("the blood count");
        LayeredMessage found =
                smime.layers(sealed, Optional.of(() -> List.of(ANN.reader())), new VerifiedFor(NOW, Optional.empty()));
        assertThat(found.signatures().getFirst().check()).isInstanceOf(SignatureCheck.Valid.class);
        assertThat(Files.readString(folder.resolve("opened.eml"))).contains("micalg=sha-256");
        openssl("smime -pk7out -in opened.eml -out signature.pem");
        assertThat(openssl("cms -cmsout -print -noout -inform PEM -in signature.pem"))
                .contains("rsassaPss");
    }

    private static Certificate certificate() {
        CertificateFacts facts = new CertificateFacts(
                Fingerprint.of(ANN.der()),
                List.of(),
                Set.of(CertificateUse.ENCRYPT),
                "",
                0,
                "RSA-2048",
                NOW.minusSeconds(1),
                NOW.plusSeconds(1),
                CertificateStatus.ACTIVE);
        return new Certificate(facts, ANN.der(), "test");
    }

    private void pem(String file, String type, byte[] der) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    private String openssl(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Path output = folder.resolve("openssl.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        String text = Files.readString(output, StandardCharsets.ISO_8859_1);
        assertThat(process.exitValue()).as(arguments + "\n" + text).isZero();
        return text;
    }
}
