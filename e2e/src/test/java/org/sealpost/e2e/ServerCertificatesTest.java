package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Which certificate each service shows: the usual one, or one that came from an outside authority by hand. */
class ServerCertificatesTest {
    private static final String HOST = "mail.sealpost.example";
    private static final Demo DEMO = start();

    @AfterAll
    static void stop() {
        DEMO.close();
    }

    private static Demo start() {
        try {
            Demo demo = Demo.start();
            // A name that an outside authority could know.
            demo.stop();
            Path file = demo.data().resolve("sealpost.toml");
            Files.writeString(file, Files.readString(file).replace("host = \"localhost\"", "host = \"" + HOST + "\""));
            demo.restart();
            return demo;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String shown(String door, String... more) {
        return Run.of(
                        "sh",
                        "-c",
                        "openssl s_client -connect " + DEMO.door(door) + " " + String.join(" ", more)
                                + " </dev/null 2>/dev/null | openssl x509 -noout -issuer -ext subjectAltName")
                .text();
    }

    @Test
    void aCertificateFromOutsideIsAskedForTakenAndShownWithoutDroppingASession() throws IOException {
        everyDoorIsLookedAt();
        DEMO.done("domain", "add", "second.example");
        Path request = DEMO.data().resolve("test-files/server.csr");
        DEMO.keep("ext", "subjectAltName=DNS:" + HOST + ",DNS:sealpost.example,DNS:second.example\n");
        assertThat(DEMO.done("tls", "request", "--out", request.toString()))
                .contains(HOST, "sealpost.example", "second.example");
        assertThat(Run.of("openssl", "req", "-in", request.toString(), "-noout", "-verify", "-text")
                        .text())
                .contains("DNS:" + HOST, "DNS:sealpost.example", "DNS:second.example")
                .doesNotContain("localhost");
        assertThat(DEMO.done("tls", "list")).contains("not come yet");
        String chain = signedOutside(request, "chain");

        try (TlsClient before = TlsClient.imap(DEMO, Demo.address("alice"), DEMO.password("alice"))) {
            DEMO.done("tls", "use", chain, "--for", "imap,smtp");

            assertThat(before.imap("NOOP").getLast()).startsWith("t OK");
            assertThat(shown("imaps")).contains("Outside CA", HOST);
            assertThat(shown("imap", "-starttls", "imap")).contains("Outside CA");
            assertThat(shown("submission", "-starttls", "smtp")).contains("Outside CA");
            assertThat(shown("smtp", "-starttls", "smtp")).contains("Outside CA");
            assertThat(shown("pop3s")).contains("Issuing CA");
            assertThat(before.imap("NOOP").getLast()).startsWith("t OK");
        }
        whatIsShownIsListedAndChecked();
        assertThat(DEMO.ask("doctor").text())
                .contains("! SP-TLS-005  after that these services show the certificate of the own authority")
                .contains("shown by imap, smtp", ": 30 days or less", "sealpost tls use CHAIN --for imap,smtp");

        DEMO.stop();
        DEMO.restart();
        assertThat(shown("imaps")).contains("Outside CA");
        DEMO.done("tls", "use", "default", "--for", "all");
        assertThat(shown("imaps")).contains("Issuing CA");
        String key = DEMO.json("tls", "list").get("asked").get(0).get("key").asText();
        DEMO.done("tls", "use", key.substring(0, 16), "--for", "pop3");
        assertThat(shown("pop3s")).contains("Outside CA");
        assertThat(DEMO.done("audit", "show", "server certificate")).contains("is shown by imap, smtp");
        DEMO.done("tls", "use", "default", "--for", "all");
        assertThat(DEMO.ask("doctor").text()).doesNotContain("SP-TLS-005");
    }

    private static void everyDoorIsLookedAt() {
        JsonNode checked = DEMO.json("tls", "check");
        assertThat(checked).hasSize(12);
        checked.forEach(door ->
                assertThat(door.get("good").asBoolean()).as(door.toString()).isTrue());
    }

    private static void whatIsShownIsListedAndChecked() {
        for (JsonNode service : DEMO.json("tls", "list").get("services")) {
            boolean outside = service.get("service").asText().matches("imap|smtp");
            assertThat(service.get("source").asText()).isEqualTo(outside ? "given" : "own");
        }
        Run checked = DEMO.ask("tls", "check");
        assertThat(checked.exit()).isEqualTo(1);
        assertThat(checked.text())
                .containsPattern("imaps [^ ]+: FAULT")
                .contains("neither our own authority nor a public one vouches for it")
                .containsPattern("pop3s [^ ]+: good");
    }

    @Test
    void whatWouldShutADoorIsRefused() {
        Path request = DEMO.data().resolve("test-files/other.csr");
        DEMO.keep("ext", "subjectAltName=DNS:sealpost.example\n");
        DEMO.done("tls", "request", "--out", request.toString());
        String chain = signedOutside(request, "other");

        assertThat(DEMO.mistake("tls", "use", chain, "--for", "imap")).contains("does not name " + HOST);
        assertThat(DEMO.mistake("tls", "use", DEMO.ca().toString(), "--for", "imap"))
                .contains("none of these certificates is over a key that was made by `sealpost tls request`");
        assertThat(DEMO.mistake("tls", "use", chain, "--for", "gopher")).contains("expected some of smtp");
        assertThat(shown("imaps")).doesNotContain("Outside CA sealpost.example");
    }

    /** By an authority of the test's own; root and certificate in the wrong order. */
    private static String signedOutside(Path request, String name) {
        Path folder = DEMO.data().resolve("test-files");
        Run made = Run.of("sh", "-ec", """
                cd %s
                openssl req -x509 -newkey rsa:2048 -nodes -keyout ca.key -out ca.pem -days 30 -subj "/CN=Outside CA"
                openssl x509 -req -in %s -CA ca.pem -CAkey ca.key -CAcreateserial -days 20 -extfile ext -out %s.crt
                cat ca.pem %s.crt > %s.pem
                """.formatted(folder, request, name, name, name));
        assertThat(made.exit()).as(made.text()).isZero();
        return folder.resolve(name + ".pem").toString();
    }
}
