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
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;

/** Receipts that OpenSSL asks for, and what it says of ours (RFC 2634). */
class ReceiptTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Person ANN = Person.of("CN=Ann", "email:ann@example.org");
    private static final Person BOB = Person.of("CN=Bob", "email:bob@example.org");
    private static final MailAddress ANNS = MailAddress.parse("ann@example.org");

    @TempDir
    private Path folder = Path.of("");

    @BeforeEach
    void write() throws IOException {
        pem("ann.pem", "CERTIFICATE", ANN.der());
        pem("ann.key", "PRIVATE KEY", ANN.keys().getPrivate().getEncoded());
        Files.writeString(folder.resolve("text"), "Content-Type: text/plain\r\n\r\nthe blood count\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"sha256", "sha384", "sha512"})
    void aStrangerAcceptsTheReceiptThatItAskedFor(String digest) throws Exception {
        Content signed = signed("-receipt_request_all -receipt_request_to ann@example.org -md " + digest);

        ReceiptRequest request = request(signed).orElseThrow();
        Files.write(
                folder.resolve("receipt.eml"),
                smime().receipt(request, BOB.signer(), NOW).bytes(100_000));

        assertThat(request.to()).containsExactly(ANNS);
        assertThat(request.from()).isEmpty();
        assertThat(openssl("cms -verify_receipt receipt.eml -in signed.eml -noverify"))
                .contains("Verification successful");
    }

    @Test
    void aReceiptForAnotherMessageIsNone() throws Exception {
        String asking = "-receipt_request_all -receipt_request_to ann@example.org";
        ReceiptRequest other = request(signed(asking)).orElseThrow();
        signed(asking);
        Files.write(
                folder.resolve("receipt.eml"),
                smime().receipt(other, BOB.signer(), NOW).bytes(100_000));

        assertThat(said("cms -verify_receipt receipt.eml -in signed.eml -noverify"))
                .doesNotContain("Verification successful");
    }

    @Test
    void whoIsAskedIsRead() throws Exception {
        ReceiptRequest request = request(
                        signed("-receipt_request_from bob@example.org -receipt_request_from dora@example.org"
                                + " -receipt_request_to ann@example.org"))
                .orElseThrow();

        assertThat(request.from())
                .containsExactly(MailAddress.parse("bob@example.org"), MailAddress.parse("dora@example.org"));
    }

    @Test
    void whoeverAsksForNothingGetsNothing() throws Exception {
        assertThat(request(signed("-md sha256"))).isEmpty();
    }

    private Optional<ReceiptRequest> request(Content signed) {
        return smime().layers(signed, Optional.empty(), new VerifiedFor(NOW, Optional.empty()))
                .signatures()
                .getFirst()
                .announcement()
                .receipt();
    }

    private Content signed(String options) throws Exception {
        openssl("cms -sign -in text -signer ann.pem -inkey ann.key " + options + " -out signed.eml");
        String lines = Files.readString(folder.resolve("signed.eml"), StandardCharsets.ISO_8859_1)
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
        Files.writeString(folder.resolve("signed.eml"), lines, StandardCharsets.ISO_8859_1);
        return Content.of(("From: ann@example.org\r\n" + lines).getBytes(StandardCharsets.ISO_8859_1));
    }

    private Smime smime() {
        return new Smime(folder, question -> new ChainVerdict.Trusted());
    }

    private void pem(String file, String type, byte[] der) throws IOException {
        Files.writeString(
                folder.resolve(file),
                "-----BEGIN " + type + "-----\n"
                        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END " + type
                        + "-----\n");
    }

    private String openssl(String arguments) throws Exception {
        String said = said(arguments);
        assertThat(said).doesNotContain("rror");
        return said;
    }

    private String said(String arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments.split(" ", -1)));
        Path output = folder.resolve("openssl.txt");
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }
}
