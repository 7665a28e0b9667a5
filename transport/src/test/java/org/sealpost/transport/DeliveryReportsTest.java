package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Returned;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ReportRule;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** What senders are told who say what they want to be told, with the real queue and audit log. */
class DeliveryReportsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress TEAM = MailAddress.parse("team@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final Origin OURS = new Origin.Submitted(ANN);
    private static final Origin OUTSIDE = new Origin.Received("mx.example.net [192.0.2.1]");
    private static final EnhancedStatus NO_MAILBOX = new EnhancedStatus(5, 1, 1);

    private final Database database = open();
    private final QueueStore queue =
            new QueueStore(database, new ContentStore(database, new byte[32], CLOCK), "test", CLOCK);
    private final AuditStore auditLog = new AuditStore(database);
    private final QueueIds queueIds = new QueueIds(CLOCK);
    private final Arrivals arrivals = new Arrivals(queue, "mx.example.org", queueIds, new NewMail(), CLOCK);
    private final Bounces bounces = new Bounces(queue, auditLog, "mx.example.org", queueIds, new NewMail(), CLOCK);

    private Optional<Leased> leased = Optional.empty();

    private static Database open() {
        try {
            Database database = SqliteDatabase.open(TestFolders.make("reports").resolve("test.db"));
            Migrations.run(database, "store");
            return database;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whoAsksHearsThatTheMessageLiesInTheMailboxUnderTheNamesThatTheSenderKnows() {
        Leased taken = lease(mail(EVE, OUTSIDE, Map.of(BOB, success("rfc822;Bob+2B1@example.org"))));

        arrive(arrivals.inMailbox(taken, List.of(BOB)));

        assertThat(report())
                .contains(
                        "To: <eve@example.net>\r\n",
                        "Subject: Your message has arrived\r\n",
                        "report-type=delivery-status",
                        "Original-Envelope-Id: QQ+1\r\n",
                        "Reporting-MTA: dns; mx.example.org\r\n",
                        "Received-From-MTA: dns; mx.example.net [192.0.2.1]\r\n",
                        "Original-Recipient: rfc822; Bob+1@example.org\r\n",
                        "Final-Recipient: rfc822; bob@example.org\r\n",
                        "Action: delivered\r\nStatus: 2.0.0\r\n",
                        "Subject: plans\r\n")
                .doesNotContain("secret text", "Diagnostic-Code");
        assertThat(auditLog.find("q", 10))
                .anySatisfy(line -> assertThat(line.event().because())
                        .containsExactly(Finding.of(ReportRule.REPORT_WANTED, BOB, "success")));
    }

    @Test
    void aServerThatDoesNotTellItselfIsNamedAndOneThatTellsIsLeftToDoSo() {
        Leased taken = lease(mail(ANN, OURS, Map.of(BOB, success(), EVE, success())));
        Outcome silent = taken(BOB, false);
        Outcome telling = taken(EVE, true);

        arrive(arrivals.atNextServer(taken, List.of(silent, telling)));

        assertThat(report())
                .contains(
                        "Final-Recipient: rfc822; bob@example.org\r\nAction: relayed\r\nStatus: 2.0.0\r\n",
                        "Diagnostic-Code: X-Sealpost; mx.partner.example said: 250 ok")
                .doesNotContain("eve@example.net\r\nAction", "Received-From-MTA");
        assertThat(queue.browse(10)).isEmpty();
    }

    @Test
    void whoDoesNotAskHearsNothing() {
        Leased taken = lease(mail(ANN, OURS, Map.of()));

        Arrivals.Arrival arrival = arrivals.inMailbox(taken, List.of(BOB));
        arrive(arrival);

        assertThat(arrival.events()).isEmpty();
        assertThat(queue.browse(10)).isEmpty();
    }

    @Test
    void aReportIsNeverReportedOnAndAForgedSenderLearnsNothing() {
        Envelope nobody = new Envelope(Optional.empty(), List.of(BOB)).with(wishes(Map.of(BOB, success())));
        Leased report = lease(mail(EVE, OUTSIDE, Map.of()).withEnvelope(nobody));
        arrive(arrivals.inMailbox(report, List.of(BOB)));
        Leased forged = lease(mail(
                EVE,
                new Origin.Received("mx.example.net", new AuthenticationResults(List.of("spf=fail"), true)),
                Map.of(BOB, success())));
        arrive(arrivals.inMailbox(forged, List.of(BOB)));

        assertThat(queue.browse(10)).isEmpty();
        assertThat(auditLog.find("q", 10))
                .extracting(line -> line.event().because().getFirst().rule())
                .containsExactlyInAnyOrder(ReportRule.NOBODY_TO_TELL, ReportRule.SUSPECTED_NOT_TOLD);
    }

    @Test
    void aGroupIsToldOfOnceAndStrangersDoNotLearnWhoIsInIt() {
        Leased group = lease(mail(EVE, OUTSIDE, Map.of(TEAM, success())));
        arrive(arrivals.atGroup(group, TEAM, queue.completing(group, List.of(BOB))));
        assertThat(report()).contains("Final-Recipient: rfc822; team@example.org\r\nAction: expanded\r\n");

        bounces.send(
                mail(EVE, OUTSIDE, Map.of(BOB, Wish.NONE.behind(TEAM))),
                List.of(new Outcome.Failed(BOB, NO_MAILBOX, "no mailbox bob@example.org")));

        assertThat(report())
                .contains("Final-Recipient: rfc822; team@example.org", "no mailbox team@example.org")
                .doesNotContain("bob@example.org");
    }

    @Test
    void ourOwnPeopleReadWhichMemberWasNotReached() {
        bounces.send(
                mail(ANN, OURS, Map.of(BOB, Wish.NONE.behind(TEAM))),
                List.of(new Outcome.Failed(BOB, NO_MAILBOX, "no mailbox bob@example.org")));

        assertThat(report()).contains("Final-Recipient: rfc822; bob@example.org");
    }

    @Test
    void whoWantsNoReportGetsNoneOfAFailureEither() {
        bounces.send(
                mail(ANN, OURS, Map.of(BOB, new Wish(Optional.of(Set.of()), Optional.empty(), Optional.empty()))),
                List.of(new Outcome.Failed(BOB, NO_MAILBOX, "no mailbox")));

        assertThat(queue.browse(10)).isEmpty();
        assertThat(auditLog.find("q", 10)).singleElement().satisfies(line -> {
            assertThat(line.event().outcome())
                    .isEqualTo("given up for 1 recipients; the sender does not want to be told");
            assertThat(line.event().because()).contains(Finding.of(ReportRule.REPORT_NOT_WANTED, BOB, "failure"));
        });
    }

    @Test
    void aDelayIsToldToStrangersOnlyIfTheyAsk() {
        Outcome.Deferred late = new Outcome.Deferred(BOB, new EnhancedStatus(4, 4, 1), "nobody answers");
        bounces.delay(mail(EVE, OUTSIDE, Map.of()), List.of(late), NOW);
        bounces.delay(
                mail(
                        ANN,
                        OURS,
                        Map.of(BOB, new Wish(Optional.of(Set.of(Event.FAILURE)), Optional.empty(), Optional.empty()))),
                List.of(late),
                NOW);
        assertThat(queue.browse(10)).isEmpty();

        bounces.delay(
                mail(
                        EVE,
                        OUTSIDE,
                        Map.of(BOB, new Wish(Optional.of(Set.of(Event.DELAY)), Optional.empty(), Optional.empty()))),
                List.of(late),
                NOW);

        assertThat(report()).contains("Action: delayed", "Will-Retry-Until: ", "Status: 4.4.1");
    }

    @Test
    void theWholeMessageComesBackOnlyWithAFailureAndOnlyIfItIsWanted() {
        MailObject mail = mail(ANN, OURS, Map.of(BOB, success()));
        ReportWishes whole = new ReportWishes(Optional.of(Returned.FULL), Optional.empty(), Map.of(BOB, success()));
        MailObject wanted = mail.withEnvelope(mail.envelope().with(whole));
        List<Outcome.Failed> failed = List.of(new Outcome.Failed(BOB, NO_MAILBOX, "no mailbox"));

        bounces.send(mail, failed);
        assertThat(report()).contains("text/rfc822-headers").doesNotContain("secret text");
        bounces.send(wanted, failed);
        assertThat(report()).contains("Content-Type: message/rfc822\r\n", "secret text \u00e4\r\n");
        bounces.send(
                mail(EVE, new Origin.Received("mx", new AuthenticationResults(List.of("spf=fail"), true)), Map.of())
                        .withEnvelope(wanted.envelope()),
                failed);
        assertThat(report()).as("to a sender who is probably forged").doesNotContain("secret text");
        arrive(arrivals.inMailbox(lease(wanted), List.of(BOB)));
        assertThat(report())
                .contains("Action: delivered", "text/rfc822-headers")
                .doesNotContain("secret text");
    }

    @Test
    void internationalMailIsReportedInItsOwnForm() {
        MailAddress bjorn = MailAddress.parse("bj\u00f6rn@example.org");
        Envelope envelope = new Envelope(Optional.of(EVE), List.of(bjorn), true)
                .with(wishes(Map.of(bjorn, success("utf-8;bj\u00f6rn@example.org"))));
        Leased taken = lease(mail(EVE, OUTSIDE, Map.of()).withEnvelope(envelope));

        arrive(arrivals.inMailbox(taken, List.of(bjorn)));

        assertThat(report(StandardCharsets.UTF_8))
                .contains(
                        "Content-Type: message/global-delivery-status",
                        "Original-Recipient: utf-8; bj\u00f6rn@example.org\r\n",
                        "Final-Recipient: utf-8; bj\u00f6rn@example.org\r\n");
    }

    private static Wish success() {
        return new Wish(Optional.of(Set.of(Event.SUCCESS, Event.FAILURE)), Optional.empty(), Optional.empty());
    }

    private static Wish success(String original) {
        return new Wish(success().events(), Optional.of(original), Optional.empty());
    }

    private static Outcome taken(MailAddress recipient, boolean tells) {
        return new Outcome.Delivered(
                recipient,
                Optional.of(new DeliveryReport(
                        "mx.partner.example", "192.0.2.7", new SessionSecurity.Plain(), "250 ok", tells, List.of())));
    }

    private static ReportWishes wishes(Map<MailAddress, Wish> recipients) {
        return new ReportWishes(Optional.empty(), Optional.of("QQ+2B1"), recipients);
    }

    private static MailObject mail(MailAddress sender, Origin origin, Map<MailAddress, Wish> recipients) {
        Map<MailAddress, Wish> all = new HashMap<>(recipients);
        all.putIfAbsent(BOB, Wish.NONE);
        return new MailObject(
                "q",
                new Envelope(Optional.of(sender), List.copyOf(all.keySet())).with(wishes(recipients)),
                Content.of("Subject: plans\r\n\r\nsecret text \u00e4\r\n".getBytes(StandardCharsets.ISO_8859_1)),
                origin,
                new SessionSecurity.Plain(),
                NOW);
    }

    private Leased lease(MailObject mail) {
        queue.enqueue(mail);
        Leased one = queue.lease(1, NOW, NOW.plusSeconds(60)).getFirst();
        leased = Optional.of(one);
        return one;
    }

    /** Whoever else was to get it is done with, too. */
    private void arrive(Arrivals.Arrival arrival) {
        arrival.change().makeNow();
        if (!arrival.events().isEmpty()) {
            auditLog.append(arrival.events());
        }
        leased.ifPresent(one -> queue.complete(one, one.mail().envelope().recipients()));
    }

    private String report() {
        return report(StandardCharsets.ISO_8859_1);
    }

    /** The only message in the queue, which leaves it. */
    private String report(java.nio.charset.Charset charset) {
        List<Leased> reports = queue.lease(10, NOW, NOW.plusSeconds(60));
        assertThat(reports).hasSize(1);
        MailObject report = reports.getFirst().mail();
        queue.complete(reports.getFirst(), report.envelope().recipients());
        assertThat(report.envelope().reversePath()).isEmpty();
        return new String(report.content().bytes(1 << 20), charset);
    }
}
