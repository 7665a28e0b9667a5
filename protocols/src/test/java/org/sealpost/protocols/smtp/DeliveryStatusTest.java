package org.sealpost.protocols.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Returned;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.protocols.dns.NoResolver;
import org.sealpost.testkit.FreePort;
import org.sealpost.transport.Courier.Route;
import org.sealpost.transport.Outcome;

/** What senders want to be told, on its way from server to server (RFC 3461); Postfix as the one before us and the one behind us. */
class DeliveryStatusTest {
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress DAN = MailAddress.parse("dan@example.org");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress ALL = MailAddress.parse("all@example.org");
    private static final ReportWishes WISHES = new ReportWishes(
            Optional.of(Returned.HDRS),
            Optional.of("QQ+2B1"),
            Map.of(
                    BOB,
                    new Wish(
                            Optional.of(Set.of(Event.SUCCESS, Event.DELAY)),
                            Optional.of("rfc822;b@x.y"),
                            Optional.empty()),
                    DAN,
                    new Wish(Optional.of(Set.of()), Optional.empty(), Optional.empty())));

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
    void theDoorKeepsWhatWasAskedForEachRecipient() throws IOException {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));

        Transcript.play(door, "dsn");

        Envelope envelope = SmtpDoorTest.only(door.queued()).mail().envelope();
        assertThat(envelope.reports().returned()).contains(Returned.HDRS);
        assertThat(envelope.reports().envelopeId()).contains("QQ314159+2B");
        assertThat(envelope.reports().of(BOB))
                .isEqualTo(new Wish(
                        Optional.of(Set.of(Event.SUCCESS, Event.DELAY)),
                        Optional.of("rfc822;Bob+2B1@example.org"),
                        Optional.empty()));
        assertThat(envelope.reports().of(ANN).events()).contains(Set.of());
    }

    @Test
    void aGroupOfWhichSuccessIsToBeToldStaysOneRecipientAndOthersAreNamedAsTheSenderNamedThem() throws IOException {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));
        try (RawClient client = new RawClient(door.port(TestDoor.INTERNET))) {
            client.line();
            client.say("HELO relay.example.net");
            client.say("MAIL FROM:<eve@example.net>");
            assertThat(client.say("RCPT TO:<all@example.org> NOTIFY=SUCCESS")).startsWith("250");
            client.send("BDAT 14 LAST\r\nSubject: one\r\n");
            assertThat(client.reply()).startsWith("250");
            client.say("MAIL FROM:<eve@example.net>");
            assertThat(client.say("RCPT TO:<all@example.org>")).startsWith("250");
            client.send("BDAT 14 LAST\r\nSubject: one\r\n");
            assertThat(client.reply()).startsWith("250");
        }

        List<Envelope> envelopes =
                door.queued().stream().map(one -> one.mail().envelope()).toList();
        assertThat(envelopes.getFirst().groups()).containsExactly(ALL);
        assertThat(envelopes.getLast().recipients()).hasSizeGreaterThan(1);
        assertThat(envelopes.getLast().recipients())
                .allSatisfy(member ->
                        assertThat(envelopes.getLast().reports().of(member)).isEqualTo(Wish.NONE.behind(ALL)));
    }

    @Test
    void theCourierPassesItOnToWhoeverAnnouncesDsnAndToNobodyElse() throws IOException {
        ScriptedPeer knowing = open(new ScriptedPeer(Map.of("EHLO", "250-peer\r\n250 DSN")));
        ScriptedPeer plain = open(new ScriptedPeer(Map.of()));

        List<Outcome> told = carry(knowing.port());
        List<Outcome> untold = carry(plain.port());

        assertThat(knowing.heard())
                .contains(
                        "MAIL FROM:<eve@example.net> RET=HDRS ENVID=QQ+2B1",
                        "RCPT TO:<bob@example.org> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;b@x.y",
                        "RCPT TO:<dan@example.org> NOTIFY=NEVER");
        assertThat(plain.heard())
                .contains("MAIL FROM:<eve@example.net>", "RCPT TO:<bob@example.org>", "RCPT TO:<dan@example.org>");
        assertThat(told).hasSize(2).allMatch(DeliveryStatusTest::tells);
        assertThat(untold).hasSize(2).noneMatch(DeliveryStatusTest::tells);
    }

    private static boolean tells(Outcome outcome) {
        return outcome instanceof Outcome.Delivered delivered
                && delivered.report().orElseThrow().tells();
    }

    /** What its {@code sendmail -N success} asks comes to us; with the identifier of the envelope. */
    @Test
    void postfixAsksUs() throws Exception {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));
        PostfixPeer postfix = open(PostfixPeer.passingOnTo(door.port(TestDoor.INTERNET)));

        postfix.sendmail(
                "Subject: plans\n\ntext\n",
                "-N",
                "success,delay",
                "-V",
                "ID=7",
                "-f",
                "eve@example.net",
                "bob@example.org");

        Leased arrived = await(door, postfix);
        Envelope envelope = arrived.mail().envelope();
        assertThat(envelope.reports().envelopeId()).contains("ID+3D7");
        assertThat(envelope.reports().of(BOB).events()).contains(Set.of(Event.SUCCESS, Event.DELAY));
        assertThat(envelope.reports().of(BOB).original()).contains("rfc822;bob@example.org");
    }

    /** Postfix takes our parameters, and tells the sender itself of what it hands to a server without DSN. */
    @Test
    void postfixReportsForUs() throws Exception {
        TestDoor door = open(new TestDoor(SmtpLimits.DEFAULT));
        // To this Postfix the door is one that knows nothing of DSN.
        PostfixPeer postfix =
                open(PostfixPeer.passingOnTo(door.port(TestDoor.INTERNET), "smtp_discard_ehlo_keywords = dsn\n"));
        ReportWishes success = new ReportWishes(
                Optional.empty(),
                Optional.of("QQ7"),
                Map.of(ANN, new Wish(Optional.of(Set.of(Event.SUCCESS)), Optional.empty(), Optional.empty())));

        List<Outcome> outcomes = courier()
                .deliver(
                        content(),
                        new Envelope(Optional.of(EVE), List.of(ANN)).with(success),
                        new Route.SmartHost("127.0.0.1", postfix.port()));

        assertThat(outcomes).hasSize(1).allMatch(DeliveryStatusTest::tells);
        await(door, postfix);
        for (int i = 0; i < 100 && !postfix.log().contains("sender delivery status notification"); i++) {
            Thread.sleep(100);
        }
        assertThat(postfix.log()).contains("sender delivery status notification");
    }

    @Test
    void postfixWithoutDsnTellsNothing() throws Exception {
        PostfixPeer postfix = open(PostfixPeer.choosing(
                FreePort.find(), Map.of("127.0.0.1", " -o smtpd_discard_ehlo_keywords=dsn,chunking")));

        List<Outcome> outcomes = carry(postfix.port());

        assertThat(outcomes)
                .hasSize(2)
                .hasOnlyElementsOfType(Outcome.Delivered.class)
                .noneMatch(DeliveryStatusTest::tells);
    }

    private Leased await(TestDoor door, PostfixPeer postfix) throws IOException, InterruptedException {
        for (int i = 0; i < 200; i++) {
            List<Leased> queued = door.queue.lease(
                    1, java.time.Instant.now(), java.time.Instant.now().plusSeconds(600));
            if (!queued.isEmpty()) {
                return queued.getFirst();
            }
            Thread.sleep(50);
        }
        throw new AssertionError(postfix.log());
    }

    private List<Outcome> carry(int port) {
        return courier()
                .deliver(
                        content(),
                        new Envelope(Optional.of(EVE), List.of(BOB, DAN)).with(WISHES),
                        new Route.SmartHost("127.0.0.1", port));
    }

    private SmtpCourier courier() {
        return open(TestCouriers.opportunistic(SmtpCourierConfig.of("relay.example.net"), new NoResolver()));
    }

    private static Content content() {
        return Content.of("Subject: plans\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII));
    }
}
