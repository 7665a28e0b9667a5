package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Ruling;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** Mail that waits for a way to encrypt it, in the real queue. */
class HeldMailTest {
    private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@lab.example");
    private static final MailAddress EVE = MailAddress.parse("eve@elsewhere.example");
    private static final Duration LONGEST = Duration.ofDays(2);

    private volatile Instant now = START;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final NewMail newMail = new NewMail();
    private final AtomicLong news = new AtomicLong();
    private final Map<MailAddress, Leased> arrived = new ConcurrentHashMap<>();
    private volatile boolean certificateIsKnown;
    private volatile boolean serverAnswers = true;
    private final Database database;
    private final AuditStore auditLog;
    private final QueueStore queue;
    private Optional<QueueRunner> running = Optional.empty();

    HeldMailTest() throws IOException {
        database = SqliteDatabase.open(TestFolders.make("held").resolve("test.db"));
        Migrations.run(database, "store");
        auditLog = new AuditStore(database);
        queue = queue();
    }

    private QueueStore queue() {
        return new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
    }

    @AfterEach
    void stop() {
        running.ifPresent(QueueRunner::close);
        database.close();
    }

    @Test
    void theOthersGetItAtOnceTheSenderIsToldOnceAndItLeavesWhenThereIsACertificate() {
        run();
        submit("q1", Optional.of(ANN));

        await(() -> arrived.containsKey(EVE) && arrived.containsKey(ANN));
        assertThat(queue.held(10)).extracting(MailQueue.Entry::recipient).containsExactly(BOB);
        assertThat(text(ANN))
                .contains(
                        "Subject: Your message waits",
                        "bob@lab.example",
                        "Action: delayed",
                        "Will-Retry-Until: Tue, 24 Nov 2026",
                        "send you a signed message")
                .doesNotContain("the body");
        assertThat(auditLog.find("q1", 100))
                .anySatisfy(line -> assertThat(line.event().outcome()).contains("waits; ann@example.org is told"));

        arrived.remove(ANN);
        later(Duration.ofMinutes(1));
        news.incrementAndGet();
        pause();
        assertThat(arrived).as("nothing new to tell").doesNotContainKeys(ANN, BOB);

        certificateIsKnown = true;
        later(Duration.ofMinutes(1));
        news.incrementAndGet();
        await(() -> arrived.containsKey(BOB));
        await(() -> queue.browse(10).isEmpty());
    }

    @Test
    void itComesBackWhenItsTimeIsOver() {
        run();
        submit("q1", Optional.of(ANN));
        await(() -> arrived.containsKey(ANN));
        arrived.remove(ANN);

        later(LONGEST);
        newMail.announce();

        await(() -> arrived.containsKey(ANN));
        assertThat(text(ANN))
                .contains("Subject: Your message could not be delivered", "Action: failed", "no way to do so was found")
                .doesNotContain("the body");
        await(() -> queue.browse(10).isEmpty());
        assertThat(arrived).doesNotContainKey(BOB);
    }

    @Test
    void whatWaitsOutlivesAServerThatDies() {
        run();
        submit("q1", Optional.of(ANN));
        await(() -> !queue.held(10).isEmpty());
        running.ifPresent(QueueRunner::close);
        certificateIsKnown = true;

        run();

        await(() -> arrived.containsKey(BOB));
    }

    @Test
    void anAdministratorsWordReachesTheDecisionAndOutlastsAServerThatDoesNotAnswer() {
        run();
        submit("q1", Optional.of(ANN));
        await(() -> !queue.held(10).isEmpty());
        serverAnswers = false;
        queue.ruling("q1", BOB, new Ruling(Ruling.Kind.WAIVE, "admin root", "a patient waits"))
                .makeNow();
        newMail.announce();
        await(() -> queue.browse(10).stream().anyMatch(entry -> entry.attempts() == 1));
        assertThat(queue.held(10)).isEmpty();

        serverAnswers = true;
        // Longer than mail is tried for; the time in which it waited does not count.
        later(Duration.ofMinutes(2));
        queue.flush(Optional.empty());
        newMail.announce();

        await(() -> arrived.containsKey(BOB));
        assertThat(Optional.ofNullable(arrived.get(BOB)).orElseThrow().held().get(BOB))
                .isNotNull()
                .satisfies(wait -> assertThat(wait.ruling()).isPresent());
    }

    @Test
    void aStrangerIsNotTold() {
        run();
        MailObject mail = mail("q1", Optional.of(EVE), new Origin.Received("mx"));
        queue.enqueue(mail);
        newMail.announce();

        await(() -> !queue.held(10).isEmpty());
        pause();

        assertThat(queue.browse(10)).extracting(MailQueue.Entry::recipient).containsExactly(BOB);
        assertThat(arrived).containsOnlyKeys(EVE);
    }

    private void run() {
        Bounces bounces = new Bounces(queue, auditLog, "mx.example.org", new QueueIds(clock), newMail, clock);
        QueueRunner runner = new QueueRunner(
                queue, this::carry, new Stops(queue.book(), auditLog, clock), bounces, newMail, news::get, clock);
        runner.start();
        running = Optional.of(runner);
    }

    /** As the way of a message decides; Bob alone must be encrypted to. */
    private List<Outcome> carry(Leased leased) {
        return leased.mail().envelope().recipients().stream()
                .map(recipient -> outcome(leased, recipient))
                .toList();
    }

    private Outcome outcome(Leased leased, MailAddress recipient) {
        boolean waived = Optional.ofNullable(leased.held().get(recipient))
                .flatMap(MailQueue.Wait::ruling)
                .isPresent();
        if (recipient.equals(BOB) && !certificateIsKnown && !waived) {
            return new Outcome.Held(recipient, LONGEST, "A rule demands encryption.");
        }
        if (!serverAnswers) {
            return new Outcome.Deferred(recipient, EnhancedStatus.NETWORK_TEMPORARY, "nobody answers");
        }
        arrived.put(recipient, leased);
        return new Outcome.Delivered(recipient, Optional.empty());
    }

    private void submit(String queueId, Optional<MailAddress> sender) {
        queue.enqueue(mail(queueId, sender, new Origin.Submitted(ANN)));
        newMail.announce();
    }

    private static MailObject mail(String queueId, Optional<MailAddress> sender, Origin origin) {
        return new MailObject(
                queueId,
                new Envelope(sender, List.of(BOB, EVE)),
                Content.of("Subject: plans\r\n\r\nthe body\r\n".getBytes(StandardCharsets.US_ASCII)),
                origin,
                new SessionSecurity.Plain(),
                START);
    }

    private String text(MailAddress recipient) {
        return new String(
                Optional.ofNullable(arrived.get(recipient))
                        .orElseThrow()
                        .mail()
                        .content()
                        .bytes(100_000),
                StandardCharsets.UTF_8);
    }

    private void later(Duration time) {
        now = now.plus(time);
    }

    private static void pause() {
        try {
            Thread.sleep(2_500);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        Instant end = Instant.now().plusSeconds(15);
        while (!condition.getAsBoolean()) {
            if (Instant.now().isAfter(end)) {
                throw new AssertionError("did not happen in time");
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
