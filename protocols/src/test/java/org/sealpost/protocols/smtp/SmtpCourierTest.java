package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopRule;
import org.sealpost.protocols.dns.FixedResolver;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.DeliveryReport;
import org.sealpost.transport.Outcome;

class SmtpCourierTest {
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress DAN = MailAddress.parse("dan@example.org");
    private static final String ALL_EXTENSIONS =
            "250-peer\r\n250-PIPELINING\r\n250-SIZE 100000\r\n250-8BITMIME\r\n250 SMTPUTF8";

    private final List<AutoCloseable> opened = new ArrayList<>();
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
    }

    private <T extends AutoCloseable> T open(T one) {
        opened.add(one);
        return one;
    }

    @Test
    void usesTlsIfItIsOfferedAndTellsWhatItGot() throws IOException {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));

        Outcome outcome = only(deliver(door.port(TestDoor.INTERNET), "hello", BOB));

        Leased leased = SmtpDoorTest.only(door.queued());
        assertThat(SmtpDoorTest.text(leased)).contains("with ESMTPS id");
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Delivered.class, delivered -> {
            DeliveryReport report = delivered.report().orElseThrow();
            assertThat(report.host()).isEqualTo("127.0.0.1");
            assertThat(report.address()).isEqualTo("127.0.0.1");
            assertThat(report.security()).isEqualTo(leased.mail().receivedOver());
            assertThat(report.reply())
                    .startsWith("250 2.0.0 accepted as " + leased.mail().queueId());
        });
    }

    @Test
    void goesInClearOnlyIfTheHandshakeFailsOnAnotherTryToo() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", "250-peer\r\n250 STARTTLS", "STARTTLS", "220 go")));
        SmtpCourier courier = courier();

        Outcome first = only(courier.deliver(content("hello"), envelope(BOB), smartHost(peer.port())));
        now = now.plusSeconds(60);
        Outcome second = only(courier.deliver(content("hello"), envelope(BOB), smartHost(peer.port())));

        assertWaits(first, "4.7.4");
        assertThat(second).isInstanceOfSatisfying(Outcome.Delivered.class, delivered -> {
            DeliveryReport report = delivered.report().orElseThrow();
            assertThat(report.security()).isEqualTo(new SessionSecurity.Plain());
            assertThat(report.because())
                    .extracting(Finding::rule)
                    .containsExactly(HopRule.HOP_OPPORTUNISTIC, HopRule.HOP_CLEAR_AFTER_FAILED_HANDSHAKES);
        });
        assertThat(peer.connections).hasValue(3);
    }

    @Test
    void tellsEachRecipientsFate() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of(
                "EHLO",
                ALL_EXTENSIONS,
                "RCPT TO:<dan",
                "550 5.1.1 no dan here",
                "RCPT TO:<full",
                "452 4.2.2 mailbox full",
                "RCPT TO:<old",
                "450 come back")));

        List<Outcome> outcomes = deliver(
                peer.port(),
                "hello",
                BOB,
                DAN,
                MailAddress.parse("full@example.org"),
                MailAddress.parse("old@example.org"));

        assertThat(outcomes).hasSize(4);
        assertThat(outcomes)
                .filteredOn(Outcome.Delivered.class::isInstance)
                .extracting(Outcome::recipient)
                .containsExactly(BOB);
        assertThat(outcomes)
                .anySatisfy(outcome -> assertThat(outcome)
                        .isEqualTo(new Outcome.Failed(DAN, status(5, 1, 1), "127.0.0.1 said: 550 5.1.1 no dan here")));
        assertThat(outcomes)
                .anySatisfy(outcome -> assertThat(outcome)
                        .isEqualTo(new Outcome.Deferred(
                                MailAddress.parse("full@example.org"),
                                status(4, 2, 2),
                                "127.0.0.1 said: 452 4.2.2 mailbox full")));
        assertThat(outcomes)
                .anySatisfy(outcome -> assertThat(outcome)
                        .isEqualTo(new Outcome.Deferred(
                                MailAddress.parse("old@example.org"),
                                status(4, 0, 0),
                                "127.0.0.1 said: 450 come back")));
    }

    @Test
    void neverConvertsEightBitContent() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", "250 peer")));

        assertFails(only(deliver(peer.port(), "Gr\u00fc\u00dfe", BOB)), "5.6.3");
        assertThat(only(deliver(peer.port(), "hello", BOB))).isInstanceOf(Outcome.Delivered.class);
    }

    @Test
    void saysWhatTheMessageNeeds() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", ALL_EXTENSIONS)));
        Envelope utf8 = new Envelope(Optional.of(EVE), List.of(MailAddress.parse("j\u00fcrgen@example.org")), true);

        only(courier().deliver(content("Gr\u00fc\u00dfe"), utf8, smartHost(peer.port())));

        assertThat(peer.heard()).contains("MAIL FROM:<eve@example.net> SIZE=23 SMTPUTF8 BODY=8BITMIME");
    }

    @Test
    void refusesInternationalAddressesThatThePeerDoesNotKnow() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", "250-peer\r\n250 8BITMIME")));

        assertFails(only(deliver(peer.port(), "hello", MailAddress.parse("j\u00fcrgen@example.org"))), "5.6.7");
        assertThat(peer.heard()).noneMatch(line -> line.startsWith("MAIL"));
    }

    @Test
    void sendsNothingThatThePeerCallsTooLarge() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", ALL_EXTENSIONS)));

        assertFails(only(deliver(peer.port(), "x".repeat(100_001), BOB)), "5.3.4");
    }

    @Test
    void waitsIfTheConnectionBreaksBeforeTheAnswer() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of(".", "HANG UP")));

        assertWaits(only(deliver(peer.port(), "hello", BOB)), "4.4.2");
    }

    @Test
    void waitsIfNobodyAnswersOrNobodyWants() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("CONNECT", "554 5.7.1 not you")));

        assertWaits(only(deliver(peer.port(), "hello", BOB)), "4.4.1");
        peer.close();
        assertWaits(only(deliver(peer.port(), "hello", BOB)), "4.4.1");
        assertWaits(
                only(courier()
                        .deliver(content("hello"), envelope(BOB), new Route.Exchangers(new Domain("broken.example")))),
                "4.4.3");
    }

    @Test
    void givesUpOnAPeerThatIsSilent() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("MAIL", "250-never")));

        long before = System.nanoTime();
        Outcome outcome = only(deliver(peer.port(), "hello", BOB));
        assertWaits(outcome, "4.4.1");
        assertThat(((Outcome.Deferred) outcome).reason()).contains("took too long");
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void sendsManyMessagesOverOneConnection() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", ALL_EXTENSIONS)));
        SmtpCourier courier = courier();

        for (int i = 0; i < 5; i++) {
            only(courier.deliver(content("hello"), envelope(BOB), smartHost(peer.port())));
        }

        assertThat(peer.connections).hasValue(1);
    }

    @Test
    void opensANewConnectionIfTheOldOneIsGone() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", ALL_EXTENSIONS, ".", "250 ok\r\n421 I am leaving")));
        SmtpCourier courier = courier();

        for (int i = 0; i < 3; i++) {
            assertThat(only(courier.deliver(content("hello"), envelope(BOB), smartHost(peer.port()))))
                    .isInstanceOf(Outcome.Delivered.class);
        }

        assertThat(peer.connections).hasValue(3);
    }

    @Test
    void triesTheNextExchangerIfTheFirstIsDown() throws IOException {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));
        SmtpCourier courier = open(
                TestCouriers.opportunistic(config().withPort(door.port(TestDoor.INTERNET)), new FixedResolver("""
                                example.org.     MX 10 down.example.
                                example.org.     MX 20 up.example.
                                down.example.    A  127.0.0.2
                                up.example.      A  127.0.0.1
                                """)));

        Outcome outcome =
                only(courier.deliver(content("hello"), envelope(BOB), new Route.Exchangers(new Domain("example.org"))));

        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Delivered.class,
                        delivered -> assertThat(delivered.report().orElseThrow().host())
                                .isEqualTo("up.example"));
        assertThat(door.queued()).hasSize(1);
    }

    private List<Outcome> deliver(int port, String body, MailAddress... recipients) {
        return courier().deliver(content(body), envelope(recipients), smartHost(port));
    }

    private SmtpCourier courier() {
        return open(TestCouriers.opportunistic(config(), new FixedResolver("some.example. A 192.0.2.1\n"), clock));
    }

    private static SmtpCourierConfig config() {
        return new SmtpCourierConfig(
                "relay.example.net",
                25,
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                5);
    }

    private static Route smartHost(int port) {
        return new Route.SmartHost("127.0.0.1", port);
    }

    private static Content content(String body) {
        return Content.of(("Subject: x\r\n\r\n" + body + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static Envelope envelope(MailAddress... recipients) {
        return new Envelope(Optional.of(EVE), List.of(recipients));
    }

    private static Outcome only(List<Outcome> outcomes) {
        assertThat(outcomes).hasSize(1);
        return outcomes.getFirst();
    }

    private static org.sealpost.mail.EnhancedStatus status(int statusClass, int subject, int detail) {
        return new org.sealpost.mail.EnhancedStatus(statusClass, subject, detail);
    }

    private static void assertFails(Outcome outcome, String status) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.status()).hasToString(status));
    }

    private static void assertWaits(Outcome outcome, String status) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        deferred -> assertThat(deferred.status()).hasToString(status));
    }
}
