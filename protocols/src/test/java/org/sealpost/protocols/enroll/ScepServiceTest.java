package org.sealpost.protocols.enroll;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.identity.TemplateGrant;

/** SCEP as certmonger speaks it, from a daemon of the test's own. */
class ScepServiceTest {
    private static final String ANN = "ann@example.org";
    /** Waits until certmonger has done what it can. */
    private static final String WAIT = """
            for i in $(seq 60); do
              getcert list -s -i it > state 2>&1
              grep -q 'status: MONITORING\\|status: CA_REJECTED\\|status: CA_UNREACHABLE\\|status: CA_WORKING\\|stuck: yes' state && break
              sleep 0.5
            done
            cat state
            """;

    @TempDir
    private Path folder = Path.of("");

    private TrialOffice office = null_();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // Set before each test.
    private static <T> T null_() {
        return null;
    }

    @BeforeEach
    void open() throws IOException {
        office = new TrialOffice(folder);
        office.template("MailSign", "Device", Map.of("key", "RSA-2048", "exportable-key", "no"));
        office.templates.grant("Device", TemplateGrant.parse("users: read enroll"), "test");
    }

    @AfterEach
    void close() {
        office.close();
    }

    private String challenge(String template) {
        EnrollmentSecret secret = office.secrets.make(ANN, template, Duration.ofHours(1), "test");
        return secret.reference() + "." + secret.secret();
    }

    /** What certmonger says while its daemon runs these commands. */
    private String certmonger(String... commands) throws IOException {
        Files.writeString(folder.resolve("script"), "cd " + folder + "\n" + String.join("\n", commands));
        return office.run("mkdir requests cas local tmp; export HOME=$PWD CERTMONGER_REQUESTS_DIR=$PWD/requests"
                + " CERTMONGER_CAS_DIR=$PWD/cas CERTMONGER_LOCAL_CA_DIR=$PWD/local CERTMONGER_TMPDIR=$PWD/tmp;"
                + " dbus-run-session -- certmonger -s -n -d 0 -c \"sh $PWD/script\" 2>&1 | grep -v Wrote.to");
    }

    /** Makes the office known to certmonger, which then asks it for its certificates. */
    private String add() {
        return "getcert add-scep-ca -s -c office -u " + office.plain() + "/scep -N $PWD/root.pem;"
                + " for i in $(seq 60); do grep -q ca_encryption_cert cas/* && break; sleep 0.25; done";
    }

    private static String request(String challenge) {
        return "getcert request -s -c office -I it -k $PWD/ann.key -f $PWD/ann.pem -G rsa -g 2048 -N CN=whoever -L "
                + challenge;
    }

    @Test
    void aSecretBringsACertificateAndTheOldOneTheNext() throws IOException {
        String said = certmonger(
                add(),
                request(challenge("Device")),
                WAIT,
                "cp ann.pem first.pem",
                "getcert rekey -s -i it -g 2048",
                "for i in $(seq 60); do cmp -s ann.pem first.pem || break; sleep 0.5; done");

        assertThat(said).contains("status: MONITORING");
        assertThat(office.run("openssl x509 -in first.pem -noout -subject -ext subjectAltName"))
                .as(said)
                .contains("email:" + ANN)
                .doesNotContain("whoever");
        assertThat(office.run("openssl x509 -in ann.pem -noout -ext subjectAltName"))
                .contains("email:" + ANN);
        assertThat(office.book.held(ANN)).as(said).hasSize(2);
    }

    @Test
    void aWrongSecretIsRefused() throws IOException {
        String said = certmonger(add(), request(challenge("Device") + "x"), WAIT);

        assertThat(said).contains("status: CA_REJECTED");
        assertThat(office.book.held(ANN)).isEmpty();
    }

    @Test
    void whatNeedsConsentWaitsAndIsThenGiven() throws IOException {
        office.template("MailSign", "Consented", Map.of("key", "RSA-2048", "manager-approval", "yes"));
        Thread manager = Thread.ofVirtual().start(() -> {
            while (office.desk.pending(1).isEmpty() && !Thread.currentThread().isInterrupted()) {
                java.util.concurrent.locks.LockSupport.parkNanos(50_000_000);
            }
            if (!office.desk.pending(1).isEmpty()) {
                office.desk.approve(office.desk.pending(1).getFirst().id(), "test", "");
            }
        });

        String said = certmonger(
                add(),
                request(challenge("Consented")),
                WAIT,
                "getcert resubmit -s -i it",
                "for i in $(seq 60); do test -s ann.pem && break; sleep 0.5; done");
        manager.interrupt();

        assertThat(office.run("openssl x509 -in ann.pem -noout -ext subjectAltName"))
                .as(said)
                .contains("email:" + ANN);
    }

    @Test
    void rubbishIsRefused() throws IOException {
        String ask = "curl -s -o /dev/null -w '%{http_code}' ";

        assertThat(office.run(ask + "$HTTP/scep?operation=PKIOperation --data-binary rubbish"))
                .isEqualTo("400");
        assertThat(office.run(ask + "'" + office.plain() + "/scep?operation=PKIOperation&message=rubbish'"))
                .isEqualTo("400");
        assertThat(office.run(ask + "'" + office.plain() + "/scep?operation=nothing'"))
                .isEqualTo("400");
        assertThat(office.run("curl -s '" + office.plain() + "/scep?operation=GetCACaps'"))
                .contains("POSTPKIOperation");
    }
}
