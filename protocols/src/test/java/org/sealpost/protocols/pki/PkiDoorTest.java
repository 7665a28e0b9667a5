package org.sealpost.protocols.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.OcspResponder;
import org.sealpost.pki.PkiConfig;
import org.sealpost.pki.Templates;
import org.sealpost.protection.KeyVault;
import org.sealpost.store.CertificateStore;
import org.sealpost.store.KeyStore;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.FreePort;

/** OpenSSL and an HTTP client at the addresses that stand in our certificates. */
class PkiDoorTest {
    private static final MailAddress ALICE = MailAddress.parse("alice@example.org");
    private static final int LIMIT_SECONDS = 30;

    @TempDir
    private Path folder = Path.of("");

    private PkiDoor door = null_();
    private CertificateAuthority authority = null_();
    private CertificateStore book = null_();
    private CrlIssuer crls = null_();
    private Issued alice = null_();
    private String base = "";

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T null_() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), FreePort.find());
        base = "http://127.0.0.1:" + address.getPort();
        SqliteDatabase database = SqliteDatabase.open(folder.resolve("test.db"));
        Migrations.run(database, "store");
        book = new CertificateStore(database, Clock.systemUTC());
        KeyStore keys = new KeyStore(database, new KeyVault(KeyVault.newKey()), book, Clock.systemUTC());
        authority = CertificateAuthority.setUp(
                new PkiConfig(new Domain("example.org"), "Example", URI.create(base)),
                book,
                keys,
                use -> {},
                Instant.now());
        crls = new CrlIssuer(authority, book);
        door = new PkiDoor(address, authority, crls, new OcspResponder(authority, book, keys), Clock.systemUTC());
        KeyPair pair = KeyPairs.generate("EC-P256");
        alice = authority.issue(
                CertificateRequest.mail(Templates.MAIL_SIGN, "Alice", List.of(ALICE), pair.getPublic(), "alice"),
                Instant.now());
        Files.write(folder.resolve("alice.der"), alice.certificate().der());
        Files.write(folder.resolve("root.der"), authority.rootCertificate());
        Files.write(folder.resolve("issuing.der"), authority.issuingCertificate());
        run("for c in alice root issuing; do openssl x509 -inform DER -in $c.der -out $c.pem; done");
    }

    @AfterEach
    void close() {
        door.close();
    }

    @Test
    void opensslHearsAtOnceThatACertificateWasRevoked() throws IOException {
        String ask =
                "openssl ocsp -issuer issuing.pem -cert alice.pem -url $(openssl x509 -noout -ocsp_uri -in alice.pem)"
                        + " -CAfile root.pem -verify_other issuing.pem";

        assertThat(run(ask)).contains("Response verify OK").contains("alice.pem: good");
        assertThat(run(ask + " -no_nonce")).contains("Response verify OK").contains("alice.pem: good");

        book.revoking(alice.certificate().facts().fingerprint(), RevocationReason.KEY_COMPROMISE, Instant.now())
                .makeNow();

        assertThat(run(ask)).contains("alice.pem: revoked").contains("keyCompromise");
        assertThat(run(ask + " -no_nonce")).contains("alice.pem: revoked");
    }

    @Test
    void aSerialThatWasNeverIssuedIsUnknown() throws IOException {
        assertThat(run("openssl ocsp -issuer issuing.pem -serial 0x1234567890 -url " + base + "/ocsp -CAfile root.pem"
                        + " -verify_other issuing.pem"))
                .contains("0x1234567890: unknown");
    }

    @Test
    void everyAddressInTheCertificateLeadsSomewhere() throws IOException {
        assertThat(run("curl -sf $(openssl x509 -noout -text -in alice.pem | grep -o 'http://.*[.]crl') | openssl crl"
                        + " -inform DER -noout -text"))
                .contains("X509v3 CRL Number");
        assertThat(run("curl -sf $(openssl x509 -noout -text -in alice.pem | grep -o 'http://.*[.]crt') | openssl x509"
                        + " -inform DER -noout -subject"))
                .contains("example.org Issuing CA");
        assertThat(run("curl -sf $(openssl x509 -noout -text -in issuing.pem | grep -o 'http://.*[.]crl') | openssl crl"
                        + " -inform DER -noout -issuer"))
                .contains("example.org Root CA");
    }

    @Test
    void answersHostileRequestsWithAnErrorAndLives() throws IOException, InterruptedException {
        byte[] garbage = new byte[20_000];

        assertThat(post("/ocsp", garbage).body()).isEqualTo(new byte[] {0x30, 3, 0x0a, 1, 1});
        assertThat(post("/ocsp", new byte[] {0x30, 0}).body()).isEqualTo(new byte[] {0x30, 3, 0x0a, 1, 1});
        assertThat(post("/nowhere", garbage).statusCode()).isEqualTo(405);
        assertThat(run("curl -s -o /dev/null -w '%{http_code}' " + base + "/pki/../etc/passwd"))
                .contains("404");
        assertThat(run("curl -s -o /dev/null -w '%{http_code}' " + base + "/ocsp/%25%25"))
                .contains("200");
        assertThat(run("curl -s -o /dev/null -w '%{http_code}' " + base + "/pki/root.crt"))
                .contains("200");
    }

    private HttpResponse<byte[]> post(String path, byte[] body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(base + path))
                            .header("Content-Type", "application/ocsp-request")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofByteArray());
        }
    }

    private String run(String command) throws IOException {
        Path output = Files.createTempFile(folder, "peer", ".out");
        Process process = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }
}
