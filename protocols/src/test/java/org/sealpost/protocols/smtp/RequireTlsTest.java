package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopRule;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.NoResolver;
import org.sealpost.protocols.dns.SecureDns;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Outcome;

/** Mail that goes over protected ways only or not at all, RFC 8689. */
class RequireTlsTest {
    private final OpenSslCa authority;
    private final Path pem;

    RequireTlsTest() throws IOException, InterruptedException {
        authority = new OpenSslCa("Public");
        pem = authority.server("localhost");
    }

    @Test
    void goesToAServerThatPromisesTheSame() throws Exception {
        try (SmtpServerJs peer = new SmtpServerJs(pem, true)) {
            Outcome outcome = send(peer, true);

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Delivered.class,
                            delivered -> assertThat(
                                            delivered.report().orElseThrow().because())
                                    .extracting(Finding::rule)
                                    .containsExactly(HopRule.HOP_REQUIRETLS, HopRule.HOP_PROVED));
            assertThat(peer.said()).contains("message, requireTLS true, secure true");
        }
    }

    @Test
    void comesBackIfTheServerPromisesNothing() throws Exception {
        try (SmtpServerJs peer = new SmtpServerJs(pem, false)) {
            Outcome outcome = send(peer, true);

            assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                assertThat(failed.status()).hasToString("5.7.30");
                assertThat(failed.reason()).contains("does not promise protection for the rest of the way");
            });
            assertThat(peer.said()).doesNotContain("message");
        }
    }

    @Test
    void otherMailGoesThereWithoutThePromise() throws Exception {
        try (SmtpServerJs peer = new SmtpServerJs(pem, true)) {
            assertThat(send(peer, false)).isInstanceOf(Outcome.Delivered.class);

            assertThat(peer.said()).doesNotContain("requireTLS true");
        }
    }

    @Test
    void isTakenOverTlsOnlyAndKept() throws IOException {
        try (TestDoor door = new TestDoor(SmtpLimits.DEFAULT);
                RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.reply();
            assertThat(client.say("EHLO relay.example.net")).doesNotContain("REQUIRETLS");
            assertThat(client.say("MAIL FROM:<eve@example.net> REQUIRETLS")).startsWith("530 5.7.10");
            assertThat(client.say("STARTTLS")).startsWith("220");
            client.handshake();
            assertThat(client.say("EHLO relay.example.net")).contains("REQUIRETLS");
            assertThat(client.say("MAIL FROM:<eve@example.net> REQUIRETLS=yes")).startsWith("501 5.5.4");
            assertThat(client.say("MAIL FROM:<eve@example.net> REQUIRETLS")).startsWith("250");
            assertThat(client.say("RCPT TO:<bob@example.org>")).startsWith("250");
            assertThat(client.say("DATA")).startsWith("354");
            assertThat(client.say("From: eve@example.net\r\n\r\nhello\r\n.")).startsWith("250");

            assertThat(SmtpDoorTest.only(door.queued()).mail().envelope().requireTls())
                    .isTrue();
        }
    }

    private Outcome send(SmtpServerJs peer, boolean requireTls)
            throws IOException, InterruptedException, GeneralSecurityException {
        SecureDns dns = SecureDns.unchecked(new NoResolver());
        SmtpCourierConfig config = SmtpCourierConfig.of("relay.example.net");
        try (SmtpCourier courier = new SmtpCourier(
                config,
                new DnsExchangers(dns, "relay.example.net"),
                HopSources.of(dns, TlsFloor.OPPORTUNISTIC, config.port(), Clock.systemUTC()),
                PublicRoots.of(List.of(authority.root())),
                HopLedger.NONE)) {
            Envelope envelope = new Envelope(
                    Optional.of(MailAddress.parse("eve@example.net")),
                    List.of(MailAddress.parse("bob@example.org")),
                    false,
                    requireTls);
            byte[] content = "Subject: x\r\n\r\nhello\r\n".getBytes(StandardCharsets.US_ASCII);
            return courier.deliver(Content.of(content), envelope, new Route.SmartHost("localhost", peer.port()))
                    .getFirst();
        }
    }
}
