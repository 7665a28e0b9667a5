package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.protocols.dns.FixedResolver;
import org.sealpost.protocols.dns.NoResolver;
import org.sealpost.testkit.FreePort;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Outcome;

/** Servers that take few recipients or messages at once, and content in chunks. */
class PeerLimitsTest {
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");

    private final List<AutoCloseable> opened = new ArrayList<>();

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
    void noMoreRecipientsAreNamedAtOnceThanTheOtherServerAnnounces() throws IOException {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT.withRecipients(3)));
        FixedDirectory directory = door.directory;
        List<MailAddress> people = IntStream.range(0, 8)
                .mapToObj(i -> "person" + i + "@example.org")
                .peek(address -> directory.add(FixedDirectory.account(address, true)))
                .map(MailAddress::parse)
                .toList();

        List<Outcome> outcomes = carry(door.port(TestDoor.INTERNET), people);

        assertThat(outcomes).hasSize(8).hasOnlyElementsOfType(Outcome.Delivered.class);
        assertThat(door.queued().stream()
                        .map(one -> one.mail().envelope().recipients().size()))
                .containsExactlyInAnyOrder(3, 3, 2);
    }

    @Test
    void thoseForWhomThereWasNoRoomGoNextAndDoNotWait() throws Exception {
        PostfixPeer postfix = open(PostfixPeer.choosing(
                FreePort.find(),
                Map.of("127.0.0.1", " -o smtpd_recipient_limit=2 -o smtpd_recipient_overshoot_limit=10")));
        List<MailAddress> people = IntStream.range(0, 5)
                .mapToObj(i -> MailAddress.parse("person" + i + "@example.org"))
                .toList();

        List<Outcome> outcomes = carry(postfix.port(), people);

        assertThat(outcomes).as(postfix.log()).hasSize(5).hasOnlyElementsOfType(Outcome.Delivered.class);
    }

    @Test
    void aServerThatWantsOneMessageForEachConnectionGetsOne() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of("EHLO", "250-peer\r\n250 LIMITS MAILMAX=1 RCPTMAX=1")));

        List<Outcome> outcomes =
                carry(peer.port(), List.of(MailAddress.parse("a@example.org"), MailAddress.parse("b@example.org")));

        assertThat(outcomes.getFirst()).isInstanceOf(Outcome.Delivered.class);
        assertThat(outcomes.getLast())
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        late -> assertThat(late.status().toString()).isEqualTo("4.5.3"));
        assertThat(peer.heard()).filteredOn(line -> line.startsWith("MAIL")).hasSize(1);
    }

    @Test
    void aServerThatIsAboutToHangUpIsLeftForAnother() throws IOException {
        ScriptedPeer leaving = open(new ScriptedPeer(Map.of("RCPT", "421 4.3.2 shutting down")));

        List<Outcome> outcomes = carry(leaving.port(), List.of(MailAddress.parse("a@example.org")));

        assertThat(outcomes)
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Deferred.class,
                        late -> assertThat(late.reason()).contains("421 4.3.2 shutting down"));
        assertThat(leaving.heard()).doesNotContain("DATA");
    }

    @Test
    void whoCannotBeReachedOneWayIsReachedTheOther() throws IOException {
        ScriptedPeer peer = open(new ScriptedPeer(Map.of(), InetAddress.ofLiteral("::1")));
        SmtpCourier courier = open(TestCouriers.opportunistic(
                SmtpCourierConfig.of("relay.example.net").withPort(peer.port()), new FixedResolver("""
                        example.org.  MX   10 both.example.
                        both.example. A    127.0.0.2
                        both.example. A    127.0.0.3
                        both.example. AAAA ::1
                        """)));

        List<Outcome> outcomes = courier.deliver(
                Content.of("Subject: plans\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Envelope(Optional.of(EVE), List.of(MailAddress.parse("a@example.org"))),
                new Route.Exchangers(new Domain("example.org")));

        assertThat(outcomes).singleElement().isInstanceOf(Outcome.Delivered.class);
    }

    /** Dots, long lines, eight bits: nothing is added but the end of a last line without one. */
    @Test
    void postfixTakesChunksToTheLastByte() throws Exception {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));
        PostfixPeer postfix = open(PostfixPeer.passingOnTo(door.port(TestDoor.INTERNET)));
        for (String name : List.of("dots", "eight bits", "line of 2,000", "no final boundary")) {
            byte[] sent = HardContents.good().getOrDefault(name, new byte[0]);
            List<Outcome> outcomes;
            try (SmtpCourier courier =
                    TestCouriers.opportunistic(SmtpCourierConfig.of("relay.example.net"), new NoResolver())) {
                outcomes = courier.deliver(
                        Content.of(sent),
                        new Envelope(Optional.of(EVE), List.of(MailAddress.parse("bob@example.org"))),
                        new Route.SmartHost("127.0.0.1", postfix.port()));
            }
            assertThat(outcomes).as(name).hasOnlyElementsOfType(Outcome.Delivered.class);
            String arrived = awaitText(door, postfix);
            String text = new String(sent, StandardCharsets.ISO_8859_1);
            assertThat(arrived).as(name).endsWith(text.substring(text.indexOf("\r\n\r\n")));
        }
        // Postfix counts the commands of a session when it ends.
        for (int i = 0; i < 100 && !postfix.log().contains(" bdat=1"); i++) {
            Thread.sleep(50);
        }
        assertThat(postfix.log()).contains(" bdat=1").doesNotContain(" data=1");
    }

    private static String awaitText(TestDoor door, PostfixPeer postfix) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            List<Leased> queued = door.queued();
            if (!queued.isEmpty()) {
                Leased one = queued.getFirst();
                door.queue.complete(one, one.mail().envelope().recipients());
                return new String(one.mail().content().bytes(10_000_000), StandardCharsets.ISO_8859_1);
            }
            Thread.sleep(50);
        }
        throw new AssertionError(postfix.log());
    }

    private List<Outcome> carry(int port, List<MailAddress> recipients) {
        return open(TestCouriers.opportunistic(SmtpCourierConfig.of("relay.example.net"), new NoResolver()))
                .deliver(
                        Content.of("Subject: plans\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII)),
                        new Envelope(Optional.of(EVE), recipients),
                        new Route.SmartHost("127.0.0.1", port));
    }
}
