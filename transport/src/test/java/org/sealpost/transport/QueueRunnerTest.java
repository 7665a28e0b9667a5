package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RoutingRule;
import org.sealpost.store.ContentStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

class QueueRunnerTest {
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final EnhancedStatus NO_ANSWER = new EnhancedStatus(4, 4, 1);

    private volatile Instant now = START;
    private final InstantSource source = () -> now;
    private final Clock clock = source.withZone(ZoneOffset.UTC);
    private final NewMail newMail = new NewMail();
    private final AtomicLong news = new AtomicLong();
    private final List<AuditEvent> audited = Collections.synchronizedList(new ArrayList<>());
    private final BlockingQueue<Leased> carried = new LinkedBlockingQueue<>();
    private Database database = open();
    private QueueStore queue = queue();
    private Optional<QueueRunner> running = Optional.empty();

    private static Database open() {
        try {
            Database database =
                    SqliteDatabase.open(TestFolders.make("queue-runner").resolve("test.db"));
            Migrations.run(database, "store");
            return database;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private QueueStore queue() {
        return new QueueStore(database, new ContentStore(database, new byte[32], clock), "test", clock);
    }

    @BeforeEach
    void start() {
        now = START;
    }

    @AfterEach
    void stop() {
        running.ifPresent(QueueRunner::close);
        database.close();
    }

    @Test
    void takesWhatWasDeliveredOutOfTheQueueAtOnce() throws InterruptedException {
        run(leased -> {
            carried.add(leased);
            return delivered(leased);
        });

        long before = System.nanoTime();
        enqueue(mail("q1", Optional.of(ANN), BOB, EVE));

        assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofMillis(800));
        await(() -> queue.browse(1).isEmpty());
    }

    @Test
    void waitsLongerFromTryToTryKeepsTheReasonAndTellsTheSenderOnce() throws InterruptedException {
        BlockingQueue<Leased> notices = new LinkedBlockingQueue<>();
        run(leased -> {
            if (isBounce(leased)) {
                notices.add(leased);
                return delivered(leased);
            }
            carried.add(leased);
            throw new MailFailure(NO_ANSWER, "nobody answers");
        });
        enqueue(mail("q1", Optional.of(ANN), EVE));
        List<Duration> delays = new ArrayList<>();

        for (int attempt = 0; attempt < 9; attempt++) {
            int seen = attempt;
            assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
            await(() -> queue.browse(1).getFirst().attempts() == seen + 1);
            Instant next = queue.browse(1).getFirst().nextAttempt();
            delays.add(Duration.between(now, next));
            now = next;
            newMail.announce();
        }

        assertThat(delays)
                .containsExactly(
                        Duration.ofMinutes(1),
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(20),
                        Duration.ofMinutes(40),
                        Duration.ofHours(1),
                        Duration.ofHours(2),
                        Duration.ofHours(4),
                        Duration.ofHours(4));
        assertThat(queue.browse(1).getFirst().lastReason()).isEqualTo("4.4.1 nobody answers");
        assertThat(notices)
                .singleElement()
                .satisfies(notice -> assertThat(text(notice))
                        .contains(
                                "Subject: Your message is delayed",
                                "Action: delayed\r\nWill-Retry-Until: ",
                                "Status: 4.4.1")
                        .contains(
                                "Final-Recipient: rfc822; eve@example.net",
                                "nobody answers",
                                "It is tried again by itself")
                        .doesNotContain("the body"));
        assertThat(notices.peek())
                .satisfies(notice -> assertThat(
                                Objects.requireNonNull(notice).mail().envelope())
                        .isEqualTo(new Envelope(Optional.empty(), List.of(ANN))));
    }

    @Test
    void sendsAMessageBackThatCannotBeDeliveredForFiveDays() throws InterruptedException {
        run(leased -> isBounce(leased) ? taken(leased) : deferred(leased));
        enqueue(mail("q1", Optional.of(ANN), EVE));
        await(() -> queue.browse(1).getFirst().attempts() == 1);

        now = START.plus(Duration.ofDays(5)).plusSeconds(1);
        newMail.announce();

        Leased bounce = carried.poll(10, TimeUnit.SECONDS);
        assertThat(text(bounce))
                .contains("Status: 5.4.7")
                .contains("The other server could not be reached for a long time.");
        await(() -> queue.browse(1).isEmpty());
    }

    @Test
    void sendsBackWhatFailedForGoodAndDeliversTheRest() throws InterruptedException {
        run(leased -> isBounce(leased)
                ? taken(leased)
                : List.of(
                        new Outcome.Delivered(BOB, Optional.empty()),
                        new Outcome.Failed(EVE, EnhancedStatus.BAD_MAILBOX, "mx said: 550 no\r\nX-Evil: such user")));
        enqueue(mail("q1", Optional.of(ANN), BOB, EVE));

        Leased bounce = carried.poll(10, TimeUnit.SECONDS);

        assertThat(bounce).isNotNull();
        assertThat(bounce.mail().envelope()).isEqualTo(new Envelope(Optional.empty(), List.of(ANN)));
        assertThat(bounce.mail().origin()).isEqualTo(new Origin.Internal());
        assertThat(text(bounce))
                .contains("Content-Type: multipart/report; report-type=delivery-status;")
                .contains("There is no such mail address.")
                .contains("Final-Recipient: rfc822; eve@example.net\r\nAction: failed\r\nStatus: 5.1.1\r\n")
                .contains("Diagnostic-Code: X-Sealpost; mx said: 550 no X-Evil: such user\r\n")
                .contains("Subject: secret plans\r\n")
                .doesNotContain("bob@example.org")
                .doesNotContain("the body");
        await(() -> queue.browse(1).isEmpty());
        assertThat(audited).hasSize(1).allMatch(event -> event.outcome().equals("bounce of q1 to ann@example.org"));
    }

    @Test
    void neverBouncesABounce() throws InterruptedException {
        run(leased -> {
            throw new MailFailure(EnhancedStatus.BAD_MAILBOX, "no such user");
        });

        enqueue(mail("q1", Optional.empty(), EVE));

        await(() -> queue.browse(1).isEmpty());
        assertThat(carried).isEmpty();
        assertThat(audited).hasSize(1).allMatch(event -> event.outcome().contains("no sender to tell"));
    }

    @Test
    void keepsAMessageThatABugStopped() {
        run(leased -> {
            throw new StackOverflowError("a bug");
        });

        enqueue(mail("q1", Optional.of(ANN), EVE));

        await(() -> queue.browse(1).getFirst().attempts() == 1);
        assertThat(queue.browse(1).getFirst().lastReason()).isEqualTo("4.3.0 an error inside the mail system");
    }

    @Test
    void keepsARecipientThatTheCarrierForgot() {
        run(leased -> List.of(new Outcome.Delivered(BOB, Optional.empty())));

        enqueue(mail("q1", Optional.of(ANN), BOB, EVE));

        await(() -> queue.browse(10).size() == 1);
        await(() -> queue.browse(10).getFirst().attempts() == 1);
        assertThat(queue.browse(10)).extracting(MailQueue.Entry::recipient).containsExactly(EVE);
    }

    @Test
    void carriesManyAtOnceButNotAll() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        run(leased -> {
            atOnce.incrementAndGet();
            go.await();
            done.incrementAndGet();
            return delivered(leased);
        });
        for (int i = 0; i < 120; i++) {
            enqueue(mail("q" + i, Optional.of(ANN), BOB));
        }

        await(() -> atOnce.get() == 96);
        Thread.sleep(1_200);
        assertThat(atOnce).hasValue(96);
        go.countDown();

        await(() -> done.get() == 120 && queue.browse(1).isEmpty());
    }

    @Test
    void startsAgainWhatWasUnderWayWhenTheServerDied() throws InterruptedException {
        enqueue(mail("q1", Optional.of(ANN), BOB));
        assertThat(queue.lease(1, now, now.plusSeconds(120))).hasSize(1);
        queue = queue();

        run(leased -> {
            carried.add(leased);
            return delivered(leased);
        });

        assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
    }

    @Test
    void newMailGoesStraightToAWorkerAsLongAsThereAreSomeForWhatWaits() throws InterruptedException {
        CountDownLatch go = new CountDownLatch(1);
        AtomicInteger atOnce = new AtomicInteger();
        run(leased -> {
            atOnce.incrementAndGet();
            go.await();
            return delivered(leased);
        });

        for (int i = 0; i < 120; i++) {
            newMail.enter(
                    queue, mail("q" + i, Optional.of(ANN), BOB), List.of(), (change, decided) -> change.makeNow());
        }

        await(() -> atOnce.get() == 96);
        assertThat(queue.browse(200)).hasSize(120);
        go.countDown();
        await(() -> queue.browse(1).isEmpty() && atOnce.get() == 120);
    }

    @Test
    void aWorkerWhoseMessageDidNotGetIntoTheQueueIsFreeAgain() throws InterruptedException {
        run(this::taken);

        for (int i = 0; i < 100; i++) {
            MailObject mail = mail("q" + i, Optional.of(ANN), BOB);
            assertThatThrownBy(() -> newMail.enter(queue, mail, List.of(), (change, decided) -> {
                        throw new MailFailure(EnhancedStatus.STORAGE_FULL, "full");
                    }))
                    .isInstanceOf(MailFailure.class);
        }
        newMail.enter(queue, mail("q100", Optional.of(ANN), BOB), List.of(), (change, decided) -> change.makeNow());

        assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
        await(() -> queue.browse(1).isEmpty());
        assertThat(carried).isEmpty();
    }

    @Test
    void whatWasDecidedOnEntryIsWrittenDownWithItAndCarriedAsDecided() throws InterruptedException {
        AuditEvent decision = new AuditEvent(
                now,
                AuditAction.DECIDE,
                "ann@example.org",
                "q1",
                "goes to a server behind",
                List.of(Finding.of(RoutingRule.SERVER_BEHIND, "inner.example", "mail.inner.example")));
        List<AuditEvent> written = new ArrayList<>();
        runCarrying(new Carrier() {
            @Override
            public List<Outcome> carry(Leased leased) {
                throw new IllegalStateException("it would be decided about twice");
            }

            @Override
            public Optional<Prepared> prepare(Leased leased, List<Preview.Plan> plans) {
                return Optional.of(new Prepared() {
                    @Override
                    public List<AuditEvent> decided() {
                        return List.of(decision);
                    }

                    @Override
                    public List<Outcome> carry() {
                        return taken(leased);
                    }
                });
            }
        });

        newMail.enter(queue, mail("q1", Optional.of(ANN), BOB), List.of(), (change, decided) -> {
            change.makeNow();
            written.addAll(decided);
        });

        assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
        assertThat(written).containsExactly(decision);
        await(() -> queue.browse(1).isEmpty());
    }

    @Test
    void mailThatCannotBeDecidedAboutOnEntryComesInAllTheSame() throws InterruptedException {
        runCarrying(new Carrier() {
            @Override
            public List<Outcome> carry(Leased leased) {
                return taken(leased);
            }

            @Override
            public Optional<Prepared> prepare(Leased leased, List<Preview.Plan> plans) {
                throw new IllegalStateException("a bug");
            }
        });

        newMail.enter(queue, mail("q1", Optional.of(ANN), BOB), List.of(), (change, decided) -> change.makeNow());

        assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
        await(() -> queue.browse(1).isEmpty());
    }

    private interface Step {
        List<Outcome> carry(Leased leased) throws InterruptedException;
    }

    private void run(Step step) {
        runCarrying(leased -> {
            try {
                return step.carry(leased);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void runCarrying(Carrier carrier) {
        AuditLog auditLog = new AuditLog() {
            @Override
            public void append(List<AuditEvent> events, Change change) {
                change.makeNow();
                audited.addAll(events);
            }

            @Override
            public List<AuditLine> find(String subject, int limit) {
                return List.of();
            }
        };
        Bounces bounces = new Bounces(queue, auditLog, "mx.example.org", new QueueIds(clock), newMail, clock);
        QueueRunner runner = new QueueRunner(
                queue, carrier, new Stops(queue.book(), auditLog, clock), bounces, newMail, news::get, clock);
        runner.start();
        running = Optional.of(runner);
    }

    @Test
    void triesAgainWhenAMessageMayGoEncryptedAndNotAtTheNextUsualTime() throws InterruptedException {
        run(leased -> {
            carried.add(leased);
            boolean over = leased.unproved().containsValue(now.minus(Duration.ofMinutes(15)));
            Outcome.Lacking lacking =
                    over ? Outcome.Lacking.FOR_GOOD : new Outcome.Lacking(Optional.of(Duration.ofMinutes(15)));
            return List.of(new Outcome.Deferred(EVE, NO_ANSWER, "not proved").with(Optional.of(lacking)));
        });
        enqueue(mail("q1", Optional.of(ANN), EVE));
        List<Duration> delays = new ArrayList<>();

        for (int attempt = 0; attempt < 4; attempt++) {
            int seen = attempt;
            assertThat(carried.poll(10, TimeUnit.SECONDS)).isNotNull();
            await(() -> queue.browse(1).getFirst().attempts() == seen + 1);
            Instant next = queue.browse(1).getFirst().nextAttempt();
            delays.add(Duration.between(now, next));
            now = next;
            newMail.announce();
        }

        assertThat(delays)
                .containsExactly(
                        Duration.ofMinutes(1), Duration.ofMinutes(5), Duration.ofMinutes(9), Duration.ofMinutes(20));
    }

    private void enqueue(MailObject mail) {
        queue.enqueue(mail);
        newMail.announce();
    }

    private List<Outcome> taken(Leased leased) {
        carried.add(leased);
        return delivered(leased);
    }

    private static boolean isBounce(Leased leased) {
        return leased.mail().envelope().reversePath().isEmpty();
    }

    private static List<Outcome> delivered(Leased leased) {
        return leased.mail().envelope().recipients().stream()
                .map(recipient -> (Outcome) new Outcome.Delivered(recipient, Optional.empty()))
                .toList();
    }

    private static List<Outcome> deferred(Leased leased) {
        return leased.mail().envelope().recipients().stream()
                .map(recipient -> (Outcome) new Outcome.Deferred(recipient, NO_ANSWER, "nobody answers"))
                .toList();
    }

    private static String text(@org.jspecify.annotations.Nullable Leased leased) {
        assertThat(leased).isNotNull();
        return leased == null ? "" : new String(leased.mail().content().bytes(100_000), StandardCharsets.UTF_8);
    }

    private static MailObject mail(String queueId, Optional<MailAddress> sender, MailAddress... recipients) {
        return new MailObject(
                queueId,
                new Envelope(sender, List.of(recipients)),
                Content.of("Subject: secret plans\r\n\r\nthe body\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Origin.Submitted(ANN),
                new SessionSecurity.Plain(),
                START);
    }

    private static void await(BooleanSupplier condition) {
        for (int i = 0; i < 500; i++) {
            if (condition.getAsBoolean()) {
                return;
            }
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        throw new AssertionError("it did not happen in ten seconds");
    }
}
