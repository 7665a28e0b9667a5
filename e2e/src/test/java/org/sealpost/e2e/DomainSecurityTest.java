package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A partnership in both directions with a real Postfix, from the first look to what stands against its failures. Tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DomainSecurityTest {
    private static final String PAT = "pat@beta.test";
    private static final String MARKER = "the-marker-of-domain-security";
    private static final String CONTROL = "the-control-that-is-in-clear";
    private static final List<String> FAILURES = List.of("none", "wrong-name", "rogue-ca");

    private static NameServer names;
    private static Demo demo;
    private static PartnerPostfix postfix;

    @BeforeAll
    static void start() throws IOException {
        names = new NameServer();
        names.add("beta.test. 1 IN MX 10 mx.beta.test.");
        names.add("mx.beta.test. 1 IN A " + PartnerPostfix.ADDRESS);
        demo = Demo.startAsking(names);
        postfix = new PartnerPostfix("beta.test");
        postfix("good");
    }

    @AfterAll
    static void stop() {
        postfix.close();
        demo.stop();
        names.close();
    }

    @Test
    @Order(1)
    void thePartnerIsTriedAndThenEnforcedInBothDirections() {
        demo.done("partner", "add", "beta.test", "--anchor", postfix.anchor().toString());
        assertThat(demo.done("partner", "check", "beta.test")).contains("mx.beta.test");
        for (int i = 0; i < 3; i++) {
            assertThat(fromPartner("trial " + i).exit()).isZero();
        }
        demo.newest("bob", 3);

        demo.done("partner", "set", "beta.test", "--send", "enforced");
        demo.done("partner", "set", "beta.test", "--receive", "enforced");

        assertThat(demo.done("partner", "list")).contains("beta.test", "enforced");
    }

    @Test
    @Order(2)
    void mailFromThePartnerIsDomainSecured() {
        assertThat(fromPartner("in both directions").exit()).isZero();

        String arrived = new String(demo.newest("bob", 4), StandardCharsets.UTF_8);

        assertThat(arrived).contains("X-Sealpost-Organization-AuthAs: Partner", "beta.test");
        String id = arrived.replaceAll("(?s).*\\nMessage-I[dD]: <([^>]+)>.*", "$1");
        assertThat(demo.done("explain", id)).contains("Domain Secured by beta.test", "TLSv1.3 TLS_AES_256_GCM_SHA384");
        assertThat(postfix.log()).contains("Verified TLS connection established to 127.0.0.1");
    }

    @Test
    @Order(3)
    void mailToThePartnerShowsItOurCertificate() throws IOException {
        assertThat(demo.submit("alice", List.of(PAT), "--header", "Subject: out")
                        .exit())
                .isZero();

        BranchOffice.await(() -> postfix.mailbox("pat").size() == 1);

        assertThat(postfix.mailbox("pat").getFirst())
                .containsPattern("Client CN \"[^\"]+\", Issuer \"sealpost.example Issuing CA\" \\(verified OK\\)");
        assertThat(demo.done("track", "--recipient", PAT)).contains("mx.beta.test");
        assertThat(demo.done("tls", "explain", PAT)).contains("partner: beta.test, enforced", "last delivery");
    }

    @Test
    @Order(4)
    void whoeverElseSaysToBeThePartnerIsNotHeard() {
        Run clear = Run.of("swaks", "--server", demo.door("smtp"), "--from", PAT, "--to", Demo.address("bob"));
        Run noCertificate =
                Run.of("swaks", "--server", demo.door("smtp"), "--tls", "--from", PAT, "--to", Demo.address("bob"));

        assertThat(clear.text()).contains("454 4.7.5");
        assertThat(noCertificate.text()).contains("454 4.7.5");
    }

    @Test
    @Order(5)
    void mailWaitsForAPartnerThatDoesNotProveItselfAndNothingIsEverReadable() throws Exception {
        Path capture = demo.data().resolve("capture.pcap");
        Process tcpdump = new ProcessBuilder(
                        "tcpdump", "-i", "lo", "-U", "-s", "0", "-w", capture.toString(), "tcp port 25")
                .redirectErrorStream(true)
                .redirectOutput(demo.data().resolve("tcpdump.log").toFile())
                .start();
        BranchOffice.await(() -> Files.exists(capture) && Files.size(capture) > 0);

        for (String failure : FAILURES) {
            postfix(failure);
            assertThat(demo.submit(
                                    "alice",
                                    List.of(PAT),
                                    "--header",
                                    "Message-ID: <" + failure + "@sealpost.example>",
                                    "--header",
                                    "X-Sealpost-Encrypt: no",
                                    "--body",
                                    MARKER)
                            .exit())
                    .isZero();
            int waiting = FAILURES.indexOf(failure) + 1;
            BranchOffice.await(() -> reasons("4.7.").size() == waiting);
        }
        // One for STARTTLS that was not offered, two for certificates (RFC 3463 and the words of Domain Security).
        assertThat(reasons("4.7.4")).singleElement().asString().contains("no working encryption (STARTTLS)");
        assertThat(reasons("4.7.5"))
                .satisfiesExactlyInAnyOrder(
                        reason -> assertThat(reason).contains("names mx.elsewhere.test; expected one of beta.test"),
                        reason -> assertThat(reason).contains("the root CN=rogue CA is not trusted"));
        assertThat(postfix.mailbox("pat")).hasSize(1);

        postfix("good");
        BranchOffice.await(() -> {
            demo.done("queue", "flush");
            return postfix.mailbox("pat").size() >= 1 + FAILURES.size();
        });

        assertThat(postfix.mailbox("pat").stream()
                        .filter(one -> one.contains(MARKER))
                        .map(one -> one.replaceAll("(?s).*\\nMessage-ID: <([^@]+)@.*", "$1")))
                .containsExactlyInAnyOrderElementsOf(FAILURES);
        // What goes in clear is seen.
        Run.of("swaks", "--server", PartnerPostfix.ADDRESS, "--to", PAT, "--from", "", "--body", CONTROL);
        BranchOffice.await(() -> seen(capture).contains(CONTROL));
        tcpdump.destroy();
        assertThat(tcpdump.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(seen(capture)).contains("STARTTLS").doesNotContain(MARKER);
    }

    @Test
    @Order(6)
    void whoeverIsAskedToComeAgainDoesAndBouncesNothing() throws IOException {
        int before = postfix.mailbox("pat").size();
        int bounces = demo.count("alice");
        postfix.greyListing(true);
        BranchOffice.await(() -> {
            Run asked = Run.of("swaks", "--server", PartnerPostfix.ADDRESS, "--quit-after", "RCPT", "--to", PAT);
            return asked.text().contains("450 4.2.0");
        });

        assertThat(demo.submit("alice", List.of(PAT), "--header", "Subject: grey")
                        .exit())
                .isZero();
        BranchOffice.await(() -> reasons("4.2.0").size() == 1);
        postfix.greyListing(false);
        BranchOffice.await(() -> {
            demo.done("queue", "flush");
            return postfix.mailbox("pat").size() > before;
        });

        assertThat(postfix.mailbox("pat")).hasSize(before + 1);
        assertThat(demo.count("alice")).isEqualTo(bounces);
    }

    private static void postfix(String certificate) throws IOException {
        postfix.start(certificate, "sealpost.example", demo.port("smtp"), demo.ca());
    }

    /** For which reasons of this class messages wait. */
    private static List<String> reasons(String status) {
        List<String> reasons = new ArrayList<>();
        demo.json("queue", "list")
                .forEach(entry -> reasons.add(entry.path("reason").asText("")));
        return reasons.stream().filter(reason -> reason.startsWith(status)).toList();
    }

    private static String seen(Path capture) throws IOException {
        return Files.readString(capture, StandardCharsets.ISO_8859_1);
    }

    private static Run fromPartner(String subject) {
        return Run.of(
                "swaks",
                "--server",
                PartnerPostfix.ADDRESS,
                "--from",
                PAT,
                "--h-From",
                PAT,
                "--to",
                Demo.address("bob"),
                "--h-Subject",
                subject);
    }
}
