package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Rules, waiting mail and partner gateways, checked from outside with swaks and OpenSSL. */
class GatewayTest {
    private static final String CANARY = "the nightingale waits in the queue";

    private static final Sink OUTSIDE = new Sink();
    private static final Demo DEMO = Demo.start(OUTSIDE.asSmartHost());

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
    }

    @Test
    void mailThatMustBeEncryptedWaitsThroughACrashAndLeavesWhenTheCertificateComes() throws IOException {
        Outsider rick = new Outsider("rick@lab.example");
        DEMO.done("rule", "add", "lab", "to=lab.example", "encrypt=or-hold");
        int alices = DEMO.count("alice");
        int bobs = DEMO.count("bob");

        Run sent = DEMO.submit(
                "alice",
                List.of(Demo.address("bob"), rick.address()),
                "--header",
                "Subject: Waiting",
                "--body",
                CANARY);

        assertThat(sent.exit()).as(sent.text()).isZero();
        assertThat(text(DEMO.newest("bob", bobs + 1))).contains(CANARY);
        assertThat(text(DEMO.newest("alice", alices + 1)))
                .contains("Your message waits", rick.address(), "Action: delayed")
                .doesNotContain(CANARY);
        String id = DEMO.json("queue", "held").get(0).get("id").asText();
        assertThat(DEMO.done("rule", "hits", "lab")).contains(id, "will wait for a certificate of " + rick.address());
        assertThat(wordOnDisk(CANARY)).as("files with readable mail").isEmpty();

        DEMO.killAndRestart();
        assertThat(DEMO.json("queue", "held").get(0).get("id").asText()).isEqualTo(id);
        assertThat(OUTSIDE.isEmptyFor(1_500)).isTrue();
        DEMO.done(
                "contact",
                "add",
                rick.address(),
                "--certificate",
                rick.certificate().toString());

        Sink.Message left = OUTSIDE.next();
        assertThat(left.to()).containsExactly(rick.address());
        assertThat(left.text()).contains("smime-type=enveloped-data").doesNotContain(CANARY);
        assertThat(text(rick.decrypt(left.bytes()))).contains("multipart/signed", CANARY);
        assertThat(DEMO.done("explain", id))
                .contains("waits; alice@sealpost.example is told", "signed and encrypted to " + rick.address());
        assertThat(wordOnDisk(CANARY)).as("files with readable mail").isEmpty();
    }

    @Test
    void anAdministratorSendsWaitingMailBackOrLetsItGoAndBothAreOnRecord() {
        DEMO.done("rule", "add", "slow", "to=slow.example", "encrypt=or-hold");
        int alices = DEMO.count("alice");
        DEMO.submit("alice", List.of("one@slow.example"), "--body", "first");
        DEMO.newest("alice", alices + 1);
        DEMO.submit("alice", List.of("two@slow.example"), "--body", "second");
        DEMO.newest("alice", alices + 2);
        String first = held("one@slow.example");
        String second = held("two@slow.example");

        DEMO.done("queue", "refuse", first, "one@slow.example", "--reason", "not to them");
        DEMO.done("queue", "release-unencrypted", second, "two@slow.example", "--reason", "a patient waits");

        Sink.Message left = OUTSIDE.next();
        assertThat(left.to()).containsExactly("two@slow.example");
        assertThat(left.text()).contains("multipart/signed", "second");
        assertThat(text(DEMO.newest("alice", alices + 3))).contains("could not be delivered", "not to them");
        assertThat(DEMO.done("audit", "show", second)).contains("admin ", "without encryption", "a patient waits");
        assertThat(DEMO.done("audit", "show", first)).contains("is refused for one@slow.example");
    }

    private static String held(String recipient) {
        for (var entry : DEMO.json("queue", "held")) {
            if (entry.get("to").asText().equals(recipient)) {
                return entry.get("id").asText();
            }
        }
        throw new AssertionError("nothing waits for " + recipient);
    }

    @Test
    void gatewaysOfTwoDomainsSealForAllTheirPeople() throws IOException {
        Outsider gateway = new Outsider("gateway@partner.example");
        DEMO.done(
                "partner",
                "gateway",
                "add",
                "partner.example",
                gateway.certificate().toString());
        DEMO.done("trust", "add", gateway.root().toString(), "--for", "mail");
        DEMO.done("rule", "add", "organisation", "to=orders.example", "sign=domain");
        Run refused = DEMO.submit("alice", List.of("shop@orders.example"), "--body", "an order");
        assertThat(refused.text()).contains("550", "domain has no certificate to sign with");
        DEMO.done("partner", "gateway", "certify");
        theDomainSigns(gateway);
        Path ours = gateway.keep(
                "ours.pem", DEMO.done("partner", "gateway", "certificate").getBytes(StandardCharsets.US_ASCII));

        DEMO.submit("alice", List.of("anybody@partner.example", "else@partner.example"), "--body", "for the gateway");
        List<Sink.Message> left = List.of(OUTSIDE.next(), OUTSIDE.next());

        assertThat(left).allSatisfy(message -> {
            assertThat(message.to()).hasSize(1);
            assertThat(message.text()).contains("smime-type=enveloped-data");
            assertThat(text(gateway.decrypt(message.bytes()))).contains("for the gateway");
        });

        int bobs = DEMO.count("bob");
        deliver(gateway, "Rita <rita@partner.example>", gateway.signAndEncrypt("sealed by the gateway", ours));
        String got = text(DEMO.newest("bob", bobs + 1));
        assertThat(got)
                .contains(
                        "sealed by the gateway",
                        "encrypted with AES-256-CBC",
                        "smime=pass",
                        "signed by the domain partner.example",
                        "not by the person");
        deliver(gateway, "Mallory <mallory@mail.partner.example>", gateway.signAndEncrypt("another domain", ours));
        assertThat(text(DEMO.newest("bob", bobs + 2)))
                .contains("another domain", "smime=fail")
                .doesNotContain("signed by the domain");
    }

    private static void theDomainSigns(Outsider reader) {
        assertThat(DEMO.done("explain", "--from", "alice", "--to", "shop@orders.example"))
                .contains("wants the signature of the domain", "the domain vouches for it, not the person");

        DEMO.submit("alice", List.of("shop@orders.example"), "--body", "an order");

        Path signer = reader.keep("signer.pem", new byte[0]);
        Run verified = reader.verify(OUTSIDE.next().bytes(), DEMO.ca(), "-signer", signer.toString());
        assertThat(verified.exit()).as(verified.text()).isZero();
        assertThat(Run.of("openssl", "x509", "-in", signer.toString(), "-noout", "-ext", "subjectAltName")
                        .text())
                .contains("domain-confidentiality-authority@sealpost.example")
                .doesNotContain("alice");
    }

    private static void deliver(Outsider gateway, String from, byte[] sealed) {
        String header = "From: " + from + "\r\nTo: " + Demo.address("bob") + "\r\nSubject: Hello\r\n";
        Path file = gateway.keep(
                "to-bob.eml",
                (header + new String(sealed, StandardCharsets.ISO_8859_1)).getBytes(StandardCharsets.ISO_8859_1));
        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                gateway.address(),
                "--to",
                Demo.address("bob"),
                "--data",
                "@" + file);
        assertThat(sent.exit()).as(sent.text()).isZero();
    }

    @Test
    void anApplicationWithoutSmimeIsSignedAndItsTagIsTakenOut() {
        DEMO.done("rule", "add", "tag", "subject-tag=[sign]", "sign=yes", "strip-subject-tag=yes");

        DEMO.submit(
                "alice",
                List.of("quinn@elsewhere.example"),
                "--header",
                "Subject: [SIGN] Invoice",
                "--add-header",
                "X-Sealpost-Sign: no",
                "--body",
                "pay me");

        Sink.Message left = OUTSIDE.next();
        assertThat(left.text()).contains("multipart/signed", "Subject: Invoice").doesNotContain("[SIGN]", "X-Sealpost");
    }

    @Test
    void mailOfWhoeverWantsItSoLiesSealedInTheMailboxAlthoughItCameInClear() throws IOException {
        String canary = "the nightingale sleeps in the mailbox";
        DEMO.done("storage", "seal", "user " + Demo.address("carol"));
        int before = DEMO.count("alice");

        Run sent = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                "stranger@elsewhere.example",
                "--to",
                Demo.address("carol") + "," + Demo.address("alice"),
                "--header",
                "Subject: In clear",
                "--body",
                canary);
        assertThat(sent.exit()).as(sent.text()).isZero();

        assertThat(text(DEMO.newest("alice", before + 1))).contains(canary);
        assertThat(text(DEMO.newest("carol")))
                .contains("smime-type=enveloped-data", "Subject: In clear")
                .doesNotContain(canary);
        assertThat(DEMO.done("audit", "show", "", "--limit", "30"))
                .contains("sealed in the mailbox of " + Demo.address("carol"));
        assertThat(wordOnDisk(canary)).as("files with readable mail").isEmpty();
        DEMO.done("storage", "open", "user " + Demo.address("carol"));
        assertThat(DEMO.done("storage", "list")).contains("none");
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    private static List<String> wordOnDisk(String word) throws IOException {
        try (Stream<Path> files = Files.walk(DEMO.data())) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> contains(file, word))
                    .map(Path::toString)
                    .toList();
        }
    }

    private static boolean contains(Path file, String word) {
        try {
            return text(Files.readAllBytes(file)).contains(word);
        } catch (IOException e) {
            return false;
        }
    }
}
