package org.sealpost.protocols.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.EnrollmentSecret;

/** CMP as OpenSSL's client speaks it. */
class CmpServiceTest {
    private static final String ANN = "ann@example.org";

    @TempDir
    private Path folder = Path.of("");

    private TrialOffice office = null_();
    private String bySecret = "";

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T null_() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        office = new TrialOffice(folder);
        bySecret = client(secret("MailSign"));
        office.run("for k in ann new; do openssl ecparam -name prime256v1 -genkey -noout -out $k.key; done");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private EnrollmentSecret secret(String template) {
        return office.secrets.make(ANN, template, Duration.ofHours(1), "test");
    }

    private String client(EnrollmentSecret secret) {
        return cmp() + " -ref " + secret.reference() + " -secret pass:" + secret.secret();
    }

    private String cmp() {
        return "openssl cmp -server " + office.plain().replace("http://", "")
                + " -path .well-known/cmp -recipient '/CN=whoever'";
    }

    private String signed() {
        return cmp() + " -cert ann.pem -key ann.key -trusted root.pem -untrusted issuing.pem";
    }

    private static final String GET = " -newkey ann.key -subject '/CN=whoever she says' -certout ann.pem";

    @Test
    void aSecretBringsACertificateWithTheNamesOfTheDirectory() throws IOException {
        String said = office.run(bySecret + " -cmd ir" + GET);

        assertThat(office.run("openssl x509 -in ann.pem -noout -subject -ext subjectAltName"))
                .as(said)
                .contains("email:" + ANN)
                .doesNotContain("whoever");
        assertThat(said).contains("PKICONF");
    }

    @Test
    void aSecretIsGoodForOneKeyOnly() throws IOException {
        office.run(bySecret + " -cmd ir" + GET);

        String again = office.run(bySecret + " -cmd ir" + GET + " && cp ann.pem again.pem");
        String other = office.run(bySecret + " -cmd ir -newkey new.key -subject /CN=x -certout other.pem");

        assertThat(office.run("cmp ann.pem again.pem && echo same")).as(again).isEqualTo("same\n");
        assertThat(other).contains("used for another key");
        assertThat(office.book.held(ANN)).hasSize(1);
    }

    @Test
    void aWrongSecretIsRefused() throws IOException {
        EnrollmentSecret good = secret("MailSign");

        String said = office.run(
                cmp() + " -ref " + good.reference() + " -secret pass:wrong -unprotected_errors -cmd ir" + GET);

        assertThat(said).contains("protection of the message");
        assertThat(office.book.held(ANN)).isEmpty();
    }

    @Test
    void aRequestInPkcs10IsTaken() throws IOException {
        office.run("openssl req -new -key ann.key -subj /CN=x -out ann.csr");

        String said = office.run(bySecret + " -cmd p10cr -csr ann.csr -certout ann.pem");

        assertThat(office.run("openssl x509 -in ann.pem -noout -ext subjectAltName"))
                .as(said)
                .contains(ANN);
    }

    @Test
    void theOldKeySignsForTheNextCertificateAndTheEndOfIt() throws IOException {
        office.run(bySecret + " -cmd ir" + GET);

        String renewed = office.run(signed() + " -cmd kur -oldcert ann.pem -newkey new.key -certout new.pem");
        assertThat(office.run("openssl x509 -in new.pem -noout -ext subjectAltName"))
                .as(renewed)
                .contains(ANN);
        String revoked = office.run(signed() + " -cmd rr -oldcert new.pem -revreason 1");

        assertThat(revoked()).as(revoked).isEqualTo(1);
    }

    private long revoked() {
        return office.book.held(ANN).stream()
                .filter(issued -> issued.certificate().facts().status() == CertificateStatus.REVOKED)
                .count();
    }

    @Test
    void whoLacksARightIsToldWhich() throws IOException {
        String said = office.run(client(secret("EnrollmentAgent")) + " -cmd ir" + GET);

        assertThat(said).contains("EnrollmentAgent");
        assertThat(office.book.held(ANN)).isEmpty();
    }

    @Test
    void whatNeedsConsentIsPolledFor() throws IOException {
        office.template("MailSign", "Consented", Map.of("manager-approval", "yes"));
        Thread manager = Thread.ofVirtual().start(() -> {
            while (office.desk.pending(1).isEmpty() && !Thread.currentThread().isInterrupted()) {
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
            office.desk.approve(office.desk.pending(1).getFirst().id(), "test", "");
        });

        String said = office.run(client(secret("Consented")) + " -cmd ir -total_timeout 50" + GET);
        manager.interrupt();

        assertThat(office.run("openssl x509 -in ann.pem -noout -ext subjectAltName"))
                .as(said)
                .contains(ANN);
        assertThat(said).contains("POLLREQ");
    }

    @Test
    void aCertificateThatItsClientDoesNotWantIsRevoked() throws IOException {
        // OpenSSL does not trust what it got under this root, and says so in its confirmation.
        office.run("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout x.key -out other.pem"
                + " -subj /CN=Other");

        String said = office.run(bySecret + " -cmd ir -out_trusted other.pem" + GET);

        assertThat(revoked()).as(said).isEqualTo(1);
    }

    @Test
    void theListOfTheAuthorityIsToldToWhichTheQuestionIsSent() throws IOException {
        for (String name : List.of("issuing", "root")) {
            String recipient = office.run("openssl x509 -in " + name + ".pem -noout -subject -nameopt compat")
                    .strip()
                    .replaceFirst("subject=", "");
            byte[] list = office.crls.current(name, Instant.now()).orElseThrow().der();

            office.run(bySecret.replace("/CN=whoever", recipient) + " -cmd genm -infotype currentCRL -rspout " + name
                    + ".rsp");

            assertThat(HexFormat.of().formatHex(Files.readAllBytes(folder.resolve(name + ".rsp"))))
                    .as(name)
                    .contains(HexFormat.of().formatHex(list));
        }
    }

    @Test
    void rubbishIsRefused() throws IOException {
        String post = "curl -s -o /dev/null -w '%{http_code}' --data-binary ";

        assertThat(office.run(post + "rubbish $HTTP/.well-known/cmp")).isEqualTo("400");
        assertThat(office.run("head -c 200000 /dev/zero > big; " + post + "@big $HTTP/.well-known/cmp"))
                .isEqualTo("400");
        assertThat(office.run("curl -s -o /dev/null -w '%{http_code}' $HTTP/.well-known/cmp"))
                .isEqualTo("405");
    }
}
