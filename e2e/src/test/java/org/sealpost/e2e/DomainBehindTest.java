package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a domain gets whose mailboxes lie on a server behind. */
class DomainBehindTest {
    private static final String ANN = "ann@inner.example";
    private static final String PAT = "pat@outside.example";
    /** Not the address of the server behind. */
    private static final String ELSEWHERE = "127.0.0.2";

    private static Sink outside;
    private static NameServer names;
    private static Demo demo;
    private static MailServerBehind behind;

    @BeforeAll
    static void start() throws IOException {
        outside = new Sink();
        names = new NameServer();
        demo = Demo.startAsking(names, outside.asSmartHost());
        behind = MailServerBehind.start("inner.example", demo.port("smtp"), "ann", "bob");
        demo.done("domain", "relay", "inner.example", "--to", "127.0.0.1:" + behind.port(), "--sender", "127.0.0.1");
    }

    @AfterAll
    static void stop() {
        behind.close();
        demo.close();
        outside.close();
        names.close();
    }

    @Test
    void mailFromTheServerBehindLeavesWithASignatureOfItsDomainAndNobodyElsesDoes() throws IOException {
        assertThat(demo.ask("doctor").text()).contains("mail from inner.example is not signed for its domain");
        String line = demo.done("domain", "dkim", "inner.example");
        send(behind.port(), "127.0.0.1", ANN, ANN, PAT);
        assertThat(outside.next().text()).doesNotContain("DKIM-Signature");

        names.add(line.lines().findFirst().orElseThrow());
        assertThat(demo.done("dns", "inner.example")).contains("; key of the domain's signatures (DKIM): ok");
        send(behind.port(), "127.0.0.1", ANN, ANN, PAT);

        Sink.Message signed = outside.next();
        assertThat(signed.text()).contains("d=inner.example");
        String record = demo.json("domain", "dkim", "inner.example").get("text").asText();
        assertThat(Dkimpy.isGood(signed.bytes(), record)).as(signed.text()).isTrue();

        send(demo.port("smtp"), ELSEWHERE, "eve@evil.example", ANN, "bob@inner.example");
        assertThat(behind.mailbox("bob", 1).getFirst()).contains("From: " + ANN).doesNotContain("DKIM-Signature");
        send(behind.port(), "127.0.0.1", "bob@inner.example", ANN, PAT);
        assertThat(outside.next().text())
                .as("what somebody there sends on may have come from a stranger")
                .doesNotContain("DKIM-Signature");
        send(behind.port(), "127.0.0.1", ANN, "alice@sealpost.example", PAT);
        assertThat(outside.next().text())
                .as("in the name of a domain for which the server behind does not send")
                .doesNotContain("DKIM-Signature");
    }

    @Test
    void aRecipientIsNotAskedForInClearWhereEncryptionIsDemanded() {
        demo.done("tls", "require", "inner.example", "encrypted");

        Run sent = swaks(demo.port("smtp"), ELSEWHERE, PAT, PAT, "fresh@inner.example");

        assertThat(sent.text()).contains("451 4.4.1 the mailbox cannot be verified now");
        demo.done("tls", "require", "inner.example", "opportunistic");
        assertThat(swaks(demo.port("smtp"), ELSEWHERE, PAT, PAT, "fresh@inner.example")
                        .text())
                .contains("550 5.1.1 there is no mailbox");
    }

    @Test
    void theDoctorLooksAtTheServerBehindWithoutSendingAnything() {
        demo.done("domain", "relay", "open.example", "--to", "127.0.0.1:" + outside.port());
        demo.done("domain", "relay", "gone.example", "--to", "127.0.0.1:1");
        demo.done("domain", "relay", "clear.example", "--to", "127.0.0.1:" + behind.port());
        demo.done("tls", "require", "clear.example", "encrypted");

        String told = demo.ask("doctor", "--all").text();

        assertThat(told)
                .contains(
                        "SP-GW-003  127.0.0.1:" + behind.port() + " refuses a recipient whom nobody knows",
                        "SP-GW-002  mail for inner.example stays on this machine",
                        "SP-GW-001  mail for gone.example waits, or goes to another host",
                        "SP-GW-002  mail for clear.example waits, and senders are told to come again later",
                        "SP-GW-003  people who never wrote get bounces for mail to invented addresses of open.example");
        assertThat(outside.isEmptyFor(0)).isTrue();
        for (String domain : List.of("open.example", "gone.example", "clear.example")) {
            demo.done("domain", "relay", domain, "--off");
        }
    }

    private static void send(int port, String address, String sender, String author, String to) {
        Run sent = swaks(port, address, sender, author, to);
        assertThat(sent.exit()).as(sent.text()).isZero();
    }

    private static Run swaks(int port, String address, String sender, String author, String to) {
        return Run.of(List.of(
                "swaks",
                "--server",
                "127.0.0.1:" + port,
                "--local-interface",
                address,
                "--from",
                sender,
                "--to",
                to,
                "--header",
                "From: " + author,
                "--body",
                "text"));
    }
}
