package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Entry;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.MailQueue.State;
import org.sealpost.mail.Origin;
import org.sealpost.mail.QueueBook.Filter;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** Administrators and the mail that waits, with the real queue and audit log. */
class QueueDeskTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@partner.example");
    private static final MailAddress EVE = MailAddress.parse("eve@other.example");
    private static final Domain PARTNER = new Domain("partner.example");

    private final Database database = open();
    private final QueueStore queue =
            new QueueStore(database, new ContentStore(database, new byte[32], CLOCK), "test", CLOCK);
    private final AuditStore auditLog = new AuditStore(database);
    private final Stops stops = new Stops(queue.book(), auditLog, CLOCK);
    private final QueueDesk desk = new QueueDesk(
            queue.book(),
            queue,
            new Bounces(queue, auditLog, "mx.example.org", new QueueIds(CLOCK), new NewMail(), CLOCK),
            auditLog,
            new NewMail(),
            CLOCK);

    private static Database open() {
        try {
            Database database =
                    SqliteDatabase.open(TestFolders.make("queue-desk").resolve("test.db"));
            Migrations.run(database, "store");
            return database;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aStoppedDestinationKeepsWhatWaitsAndWhatComesLaterAndGoesOnWithAllOfIt() {
        enqueue("q1", BOB, EVE);

        assertThat(desk.stop(PARTNER, "tester", "their key was stolen").recipients())
                .isEqualTo(1);
        enqueue("q2", BOB, EVE);
        List<List<MailAddress>> going = lease().stream()
                .map(stops::letThrough)
                .map(leased -> leased.orElseThrow().mail().envelope().recipients())
                .toList();

        assertThat(going).containsExactly(List.of(EVE), List.of(EVE));
        assertThat(desk.list(Filter.ALL.in(State.SUSPENDED), 10))
                .extracting(Entry::queueId)
                .containsExactly("q1", "q2");
        assertThat(auditLog.find("q2", 10).getFirst().event().because())
                .containsExactly(
                        Finding.of(DeliveryRule.DESTINATION_STOPPED, PARTNER, "tester", "their key was stolen"));
        assertThat(desk.destinations()).anySatisfy(destination -> {
            assertThat(destination.domain()).isEqualTo(PARTNER);
            assertThat(destination.recipients()).isEqualTo(2);
            assertThat(destination.next()).isEmpty();
            assertThat(destination.stop().orElseThrow().reason()).isEqualTo("their key was stolen");
        });

        assertThat(desk.goOn(PARTNER, "tester").recipients()).isEqualTo(2);

        assertThat(lease())
                .flatExtracting(leased -> leased.mail().envelope().recipients())
                .containsExactly(BOB, BOB);
        assertThatThrownBy(() -> desk.goOn(PARTNER, "tester")).hasMessageContaining("is not stopped");
    }

    @Test
    void aMessageWhoseRecipientsAreAllStoppedIsCarriedToNobody() {
        desk.stop(PARTNER, "tester", "a storm");
        enqueue("q1", BOB);

        assertThat(stops.letThrough(lease().getFirst())).isEmpty();

        assertThat(desk.list(Filter.ALL, 10)).extracting(Entry::state).containsExactly(State.SUSPENDED);
    }

    @Test
    void whoIsToldReadsTheReasonAndWhoIsNotToldGetsNothing() {
        enqueue("q1", BOB, EVE);

        desk.remove(Filter.ALL.to(PARTNER), "tester", "sent by mistake", true);
        desk.remove(Filter.ALL.of("q1"), "tester", "a virus", false);

        List<Leased> left = lease();
        assertThat(left).singleElement().satisfies(notice -> {
            assertThat(notice.mail().envelope().recipients()).containsExactly(ANN);
            assertThat(new String(notice.mail().content().bytes(100_000), StandardCharsets.UTF_8))
                    .contains("bob@partner.example", "sent by mistake")
                    .doesNotContain("eve@other.example", "a virus");
        });
        assertThat(auditLog.find("q1", 10))
                .extracting(line -> line.event().outcome())
                .contains("removed from the queue by tester: a virus");
    }

    @Test
    void whatIsUnderWayIsLeftAloneAndTold() {
        enqueue("q1", BOB);
        lease();
        enqueue("q2", BOB);

        QueueDesk.Done done = desk.remove(Filter.ALL.to(PARTNER), "tester", "a storm", false);

        assertThat(done.recipients()).isEqualTo(1);
        assertThat(done.busy()).extracting(Entry::queueId).containsExactly("q1");
        assertThat(auditLog.find("q1", 10)).isEmpty();
        assertThat(desk.list(Filter.ALL, 10)).extracting(Entry::queueId).containsExactly("q1");
    }

    @Test
    void aReasonIsOneLine() {
        enqueue("q1", BOB);

        assertThatThrownBy(() -> desk.suspend(Filter.ALL, "tester", "two\nlines"))
                .hasMessageContaining("one line");
        assertThatThrownBy(() -> desk.stop(PARTNER, "tester", " ")).hasMessageContaining("one line");

        assertThat(desk.list(Filter.ALL.in(State.WAITING), 10)).hasSize(1);
    }

    private void enqueue(String queueId, MailAddress... recipients) {
        queue.enqueue(new MailObject(
                queueId,
                new Envelope(Optional.of(ANN), List.of(recipients)),
                Content.of("Subject: hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Origin.Submitted(ANN),
                new SessionSecurity.Plain(),
                NOW));
    }

    private List<Leased> lease() {
        return queue.lease(10, NOW, NOW.plusSeconds(120));
    }
}
