package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** The example of docs/gateway-mode.md: Sealpost in front of Postfix and Dovecot. Tests build on one another. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GatewayModeTest {
    private static final String ANN = "ann@inner.example";
    private static final String PAT = "pat@outside.example";
    /** Not the address of the server behind. */
    private static final String ELSEWHERE = "127.0.0.2";

    private static Sink outside;
    private static Demo demo;
    private static MailServerBehind behind;

    @BeforeAll
    static void start() throws IOException {
        outside = new Sink();
        demo = Demo.start(outside.asSmartHost());
        behind = MailServerBehind.start("inner.example", demo.port("smtp"), "ann", "bob");
        demo.done("domain", "relay", "inner.example", "--to", "127.0.0.1:" + behind.port(), "--sender", "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        behind.close();
        demo.stop();
        outside.close();
    }

    @Test
    @Order(1)
    void mailForTheDomainComesIntoTheMailboxBehind() {
        Run sent = fromOutside(ANN, "first");

        assertThat(sent.exit()).as(sent.text()).isZero();
        String arrived = behind.mailbox("ann", 1).getFirst();
        assertThat(arrived).contains("Subject: first", "by localhost with ESMTP", "by inner.localhost (Postfix)");
        assertThat(demo.done("domain", "relays")).contains("inner.example", "verified", "127.0.0.1");
        assertThat(demo.done("track", "--recipient", ANN)).contains("inner.example");
        assertThat(demo.done("tls", "explain", ANN)).contains("127.0.0.1: ", "DANE: not asked", "last delivery");
    }

    @Test
    @Order(2)
    void whatAConnectionHasIsTriedWithoutAMessage() {
        String own = "127.0.0.1:" + demo.port("smtp");

        assertThat(demo.done("tls", "probe", "inner.example"))
                .contains("127.0.0.1 [127.0.0.1]: in clear; mail would go", "offers: 8BITMIME");
        assertThat(demo.done("tls", "probe", "partner.example", "--host", own))
                .contains("TLSv1.3 TLS_", "; mail would go", "certificate: ");
        demo.done("tls", "require", "partner.example", "verified");
        assertThat(demo.done("explain", "--from", "alice", "--to", "pat@partner.example"))
                .contains("on its way, to 127.0.0.1: at least TLS 1.2, proves ");
        assertThat(demo.json("explain", "--from", "alice", "--to", "pat@partner.example")
                        .get(0)
                        .get("way")
                        .get("hosts")
                        .get(0)
                        .get("least")
                        .asText())
                .isEqualTo("TLS_1_2");
        assertThat(demo.done("tls", "probe", "partner.example", "--host", own))
                .contains("; mail would NOT go", "no public authority vouches for its certificate");
        assertThat(demo.json("tls", "probe", "partner.example", "--host", own)
                        .get(0)
                        .get("good")
                        .asBoolean())
                .isFalse();
        assertThat(demo.done("tls", "probe", "partner.example", "--host", "127.0.0.1:1"))
                .contains("no connection: ");
    }

    @Test
    @Order(2)
    void whomTheServerBehindDoesNotKnowIsRefusedAtOnce() {
        Run sent = fromOutside("nobody@inner.example", "lost");

        assertThat(sent.exit()).isNotZero();
        assertThat(sent.text()).contains("550 5.1.1 there is no mailbox nobody@inner.example");
    }

    @Test
    @Order(3)
    void nobodyElseSendsInTheNameOfTheDomainOrThroughThisServer() {
        assertThat(swaks(ELSEWHERE, ANN, PAT, "forged").text()).contains("550 5.7.1");
        assertThat(swaks(ELSEWHERE, "eve@evil.example", PAT, "relayed").text()).contains("550 5.7.1 no relaying");
        assertThat(swaks("127.0.0.1", "eve@evil.example", PAT, "relayed").text())
                .as("the server behind in the name of another domain")
                .contains("550 5.7.1 no relaying");
    }

    @Test
    @Order(4)
    void theServerBehindSendsToTheOutsideAndItsMailIsEncryptedAsRulesSay() {
        Outsider pat = new Outsider(PAT);
        demo.done(
                "contact",
                "add",
                PAT,
                "--name",
                "Pat",
                "--certificate",
                pat.certificate().toString());
        demo.done("rule", "add", "out", "from=inner.example", "origin=received", "encrypt=or-refuse");

        Run sent = Run.of(
                "swaks",
                "--server",
                "127.0.0.1:" + behind.port(),
                "--from",
                ANN,
                "--to",
                PAT,
                "--header",
                "Subject: out",
                "--header",
                "From: " + ANN,
                "--body",
                "for your eyes");

        assertThat(sent.exit()).as(sent.text()).isZero();
        Sink.Message left = outside.next();
        assertThat(left.from()).isEqualTo(ANN);
        assertThat(left.to()).containsExactly(PAT);
        assertThat(left.text()).contains("application/pkcs7-mime").doesNotContain("for your eyes");
    }

    @Test
    @Order(5)
    void whileTheServerBehindIsAwayKnownPeoplesMailWaitsAndOthersComeAgain() {
        behind.stopPostfix();

        Run known = fromOutside(ANN, "second");
        Run unknown = fromOutside("bob@inner.example", "third");

        assertThat(known.exit()).as(known.text()).isZero();
        assertThat(unknown.text()).contains("451 4.4.1 the mailbox cannot be verified now");
        behind.startPostfix();
        demo.done("queue", "flush");
        assertThat(behind.mailbox("ann", 2)).anyMatch(message -> message.contains("Subject: second"));
    }

    @Test
    @Order(6)
    void theDomainIsEitherHereOrBehind() {
        assertThat(demo.mistake("domain", "add", "inner.example")).contains("lies on a server behind this one");
        assertThat(demo.mistake("tls", "require", "inner.example", "encrypted", "--or-encrypted-after", "15m"))
                .contains("mail to its server waits");
        assertThat(demo.mistake("domain", "relay", "sealpost.example", "--to", "inner"))
                .contains("has mailboxes here");
        assertThat(demo.mistake("domain", "relay", "other.example", "--to", "inner", "--sender", "mail.other.example"))
                .contains("named by its IP address");
        demo.done("domain", "relay", "inner.example", "--off");
        assertThat(fromOutside(ANN, "late").text()).contains("550 5.7.1 no relaying");
    }

    private static Run fromOutside(String to, String subject) {
        return swaks(ELSEWHERE, PAT, to, subject);
    }

    private static Run swaks(String address, String from, String to, String subject) {
        List<String> command = new ArrayList<>(List.of("swaks", "--server", "127.0.0.1:" + demo.port("smtp")));
        command.addAll(List.of("--local-interface", address, "--from", from, "--to", to));
        command.addAll(List.of("--header", "Subject: " + subject, "--header", "From: " + from, "--body", "text"));
        return Run.of(command);
    }
}
