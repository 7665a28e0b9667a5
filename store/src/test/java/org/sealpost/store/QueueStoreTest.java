package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;

/** What the queue promises, on both engines. */
class QueueStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(120);
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");

    private final List<Database> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Database::close);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void givesBackWhatWasPutIn(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        MailObject mail = mail("q1", new SessionSecurity.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"), BOB, EVE);

        queue.enqueue(mail);

        Leased leased = only(queue.lease(10, NOW, UNTIL));
        assertThat(leased.mail().queueId()).isEqualTo("q1");
        assertThat(leased.mail().envelope()).isEqualTo(mail.envelope());
        assertThat(leased.mail().origin()).isEqualTo(mail.origin());
        assertThat(leased.mail().receivedOver()).isEqualTo(mail.receivedOver());
        assertThat(leased.mail().receivedAt()).isEqualTo(NOW);
        assertThat(leased.mail().content().bytes(1000)).isEqualTo(mail.content().bytes(1000));
        assertThat(leased.attempts()).isZero();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aGroupIsGivenOutAloneUntilItsPeopleTookItsPlaceOnce(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        MailAddress staff = MailAddress.parse("staff@example.org");
        MailObject mail = mail("q1", new SessionSecurity.Plain(), BOB, staff)
                .withEnvelope(new Envelope(Optional.of(ANN), List.of(BOB, staff), false, Set.of(staff)));
        queue.enqueue(mail);

        Leased group = only(queue.lease(10, NOW, UNTIL));
        assertThat(group.mail().envelope().recipients()).containsExactly(staff);
        assertThat(group.mail().envelope().groups()).containsExactly(staff);
        assertThat(queue.lease(10, NOW, UNTIL)).as("nobody gets it meanwhile").isEmpty();

        queue.expanding(group, staff, List.of(EVE, MailAddress.parse("BOB@example.org")))
                .makeNow();
        queue.expanding(group, staff, List.of(ANN)).makeNow();

        assertThat(queue.progress("q1")).contains(new MailQueue.Progress(0, 2, 0, 0));
        Leased people = only(queue.lease(10, NOW, UNTIL));
        assertThat(people.mail().envelope().recipients()).containsExactly(BOB, EVE);
        assertThat(queue.progress("q1")).contains(new MailQueue.Progress(0, 2, 2, 0));
        queue.complete(people, List.of(BOB, EVE));
        assertThat(queue.progress("q1")).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void keepsWhatTheSenderWantsToBeToldAndTheMembersOfAGroupInheritIt(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        MailAddress staff = MailAddress.parse("staff@example.org");
        ReportWishes wishes = new ReportWishes(
                Optional.of(ReportWishes.Returned.FULL),
                Optional.of("QQ+2B1"),
                Map.of(
                        BOB,
                        new Wish(Optional.of(Set.of()), Optional.of("rfc822;b@example.net"), Optional.empty()),
                        EVE,
                        new Wish(Optional.empty(), Optional.empty(), Optional.of(staff)),
                        staff,
                        new Wish(Optional.of(Set.of(Event.SUCCESS, Event.DELAY)), Optional.empty(), Optional.empty())));
        Envelope envelope = new Envelope(Optional.of(ANN), List.of(BOB, EVE, staff), false, Set.of(staff)).with(wishes);
        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB).withEnvelope(envelope));

        Leased group = only(queue.lease(10, NOW, UNTIL));
        assertThat(group.mail().envelope()).isEqualTo(envelope.to(List.of(staff)));
        queue.expanding(group, staff, List.of(EVE, ANN)).makeNow();

        ReportWishes people =
                only(queue.lease(10, NOW, UNTIL)).mail().envelope().reports();
        assertThat(people.returned()).isEqualTo(wishes.returned());
        assertThat(people.envelopeId()).isEqualTo(wishes.envelopeId());
        assertThat(people.of(BOB)).isEqualTo(wishes.of(BOB));
        assertThat(people.of(EVE)).as("named before").isEqualTo(wishes.of(EVE));
        assertThat(people.of(ANN))
                .isEqualTo(new Wish(Optional.of(Set.of(Event.DELAY)), Optional.empty(), Optional.of(staff)));
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void givesAMessageToAWorkerFromTheStartAsItWouldBeReadLater(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        Envelope envelope = new Envelope(Optional.of(ANN), List.of(BOB, EVE, BOB), true)
                .with(new ReportWishes(
                        Optional.of(ReportWishes.Returned.HDRS),
                        Optional.of("QQ1"),
                        Map.of(BOB, new Wish(Optional.of(Set.of()), Optional.empty(), Optional.empty()))));
        MailObject mail = new MailObject(
                "q1",
                envelope,
                Content.of("Subject: hello\r\n\r\ntext\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII)),
                new Origin.Received("mx.example.net [192.0.2.1]"),
                new SessionSecurity.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"),
                NOW.plusNanos(123_456_789));

        MailQueue.Handed handed = queue.entering(mail, UNTIL).orElseThrow();
        handed.entering().makeNow();

        assertThat(queue.lease(10, NOW, UNTIL)).as("somebody has it").isEmpty();
        assertThat(queue.takeBack()).isEqualTo(1);
        Leased read = only(queue.lease(10, NOW, UNTIL));
        Leased given = handed.leased();
        assertThat(given.mail().envelope()).isEqualTo(read.mail().envelope());
        assertThat(given.mail().receivedAt()).isEqualTo(read.mail().receivedAt());
        assertThat(given.mail().origin()).isEqualTo(read.mail().origin());
        assertThat(given.mail().receivedOver()).isEqualTo(read.mail().receivedOver());
        assertThat(given.mail().content().bytes(100))
                .isEqualTo(read.mail().content().bytes(100));
        assertThat(given.attempts()).isEqualTo(read.attempts());
        queue.complete(given, given.mail().envelope().recipients());
        assertThat(queue.browse(10)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void givesNoLargeMessageAndNoGroupToAWorkerFromTheStart(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        MailObject mail = mail("q1", new SessionSecurity.Plain(), BOB);

        assertThat(queue.entering(mail.withContent(Content.of(new byte[300_000])), UNTIL))
                .isEmpty();
        Envelope toGroup = new Envelope(Optional.of(ANN), List.of(BOB), false, Set.of(BOB));
        assertThat(queue.entering(mail.withEnvelope(toGroup), UNTIL)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void keepsLargeContentToTheLastByte(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        byte[] large = new byte[3_000_001];
        new java.util.Random(7).nextBytes(large);

        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB).withContent(Content.of(large)));

        assertThat(only(queue.lease(1, NOW, UNTIL)).mail().content().bytes(4_000_000))
                .isEqualTo(large);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void leavesNothingBehindAfterTheLastRecipient(Engines.Engine engine) {
        Database database = open(engine);
        MailQueue queue = queue(database, "one", NOW);
        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB, EVE));
        Leased leased = only(queue.lease(10, NOW, UNTIL));

        queue.complete(leased, List.of(BOB));

        assertThat(queue.browse(10)).extracting(MailQueue.Entry::recipient).containsExactly(EVE);

        queue.complete(leased, List.of(EVE));

        assertThat(queue.browse(10)).isEmpty();
        assertThat(queue.oldestReceivedAt()).isEmpty();
        assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM content")))
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void triesDeferredRecipientsAgainAndOnlyThose(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB, EVE));
        Leased leased = only(queue.lease(10, NOW, UNTIL));

        queue.complete(leased, List.of(BOB));
        queue.defer(leased, List.of(EVE), NOW.plusSeconds(600), "4.4.1 no answer");

        assertThat(queue.lease(10, NOW.plusSeconds(599), UNTIL)).isEmpty();
        Leased again = only(queue.lease(10, NOW.plusSeconds(600), NOW.plusSeconds(700)));
        assertThat(again.mail().envelope().recipients()).containsExactly(EVE);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(queue.browse(1)).extracting(MailQueue.Entry::lastReason).containsExactly("4.4.1 no answer");
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void keepsSinceWhenNoConnectionHadWhatIsDemandedForEachRecipient(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB, EVE));
        Leased first = only(queue.lease(10, NOW, UNTIL));
        assertThat(first.unproved()).isEmpty();

        queue.defer(first, List.of(BOB), NOW, "4.4.1 no answer");
        queue.defer(first, List.of(EVE), NOW, "4.7.5 not proved", true);
        Leased second = only(queue.lease(10, NOW, UNTIL));

        Map<MailAddress, Instant> since = second.unproved();
        assertThat(since).containsOnlyKeys(EVE);
        assertThat(second.to(List.of(EVE)).unproved()).isEqualTo(since);
        queue.defer(second, List.of(EVE), NOW, "4.4.1 no answer");
        assertThat(only(queue.lease(10, NOW, UNTIL)).unproved()).isEqualTo(since);
        assertThat(queue.takeBack()).isEqualTo(1);
        Leased again = only(queue.lease(10, UNTIL, UNTIL.plusSeconds(60)));
        assertThat(again.unproved()).isEqualTo(since);
        queue.defer(again, List.of(EVE), NOW, "4.7.5 not proved", true);
        assertThat(only(queue.lease(10, NOW, UNTIL)).unproved()).isEqualTo(since);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void leasesAMessageToOneOnlyUntilTheLeaseRunsOut(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB));
        Leased first = only(queue.lease(10, NOW, UNTIL));

        assertThat(queue.lease(10, UNTIL.minusMillis(1), UNTIL)).isEmpty();
        queue.extend(first, UNTIL.plusSeconds(60));
        assertThat(queue.lease(10, UNTIL.plusSeconds(59), UNTIL)).isEmpty();
        Leased second = only(queue.lease(10, UNTIL.plusSeconds(60), UNTIL.plusSeconds(120)));

        // The first worker has lost it: it may not put it back under the second one's hands ...
        queue.defer(first, List.of(BOB), NOW, "late");
        assertThat(queue.lease(10, UNTIL.plusSeconds(61), UNTIL)).isEmpty();
        // ... but what it has delivered is delivered.
        queue.complete(first, List.of(BOB));
        queue.defer(second, List.of(BOB), NOW, "again");
        assertThat(queue.browse(10)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void takesBackWhatItHadLeasedBeforeItDiedAndNotTheLeasesOfOthers(Engines.Engine engine) {
        Database database = open(engine);
        MailQueue one = queue(database, "node_1", NOW);
        MailQueue other = queue(database, "nodeX1", NOW);
        one.enqueue(mail("q1", new SessionSecurity.Plain(), BOB));
        one.enqueue(mail("q2", new SessionSecurity.Plain(), BOB));
        one.lease(1, NOW, UNTIL);
        other.lease(1, NOW, UNTIL);

        assertThat(queue(database, "node_1", NOW).takeBack()).isEqualTo(1);

        assertThat(one.lease(10, NOW, UNTIL)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void flushesWhatWaitsButNotWhatIsLeased(Engines.Engine engine) {
        MailQueue queue = queue(engine);
        for (String id : List.of("q1", "q2", "q3")) {
            queue.enqueue(mail(id, new SessionSecurity.Plain(), BOB));
        }
        List<Leased> all = queue.lease(10, NOW, UNTIL);
        queue.defer(all.get(0), List.of(BOB), NOW.plusSeconds(600), "later");
        queue.defer(all.get(1), List.of(BOB), NOW.plusSeconds(600), "later");

        assertThat(queue.flush(Optional.of(all.get(0).mail().queueId()))).isEqualTo(1);
        assertThat(queue.lease(10, NOW, UNTIL)).hasSize(1);
        assertThat(queue.flush(Optional.empty())).isEqualTo(1);
        assertThat(queue.lease(10, NOW, UNTIL)).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void refusesASecondMessageWithTheSameId(Engines.Engine engine) {
        Database database = open(engine);
        MailQueue queue = queue(database, "one", NOW);
        queue.enqueue(mail("q1", new SessionSecurity.Plain(), BOB));

        assertThatThrownBy(() -> queue.enqueue(mail("q1", new SessionSecurity.Plain(), EVE)))
                .isInstanceOf(DuplicateKey.class);

        assertThat(queue.browse(10)).extracting(MailQueue.Entry::recipient).containsExactly(BOB);
        assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM content")))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void handsEachMessageToOneOfManyWorkersOnTwoNodes(Engines.Engine engine) throws Exception {
        Database database = open(engine);
        int count = 300;
        MailQueue filling = queue(database, "filling", NOW);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < count; i++) {
                String id = "q" + i;
                threads.execute(() -> filling.enqueue(mail(id, new SessionSecurity.Plain(), BOB)));
            }
        }
        ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int worker = 0; worker < 8; worker++) {
                MailQueue queue = queue(database, "node" + worker % 2, NOW);
                threads.execute(() -> drain(queue, taken));
            }
        }

        Set<String> distinct = new HashSet<>(taken);
        assertThat(taken).hasSize(count);
        assertThat(distinct).hasSize(count);
        assertThat(filling.browse(10)).isEmpty();
    }

    private static void drain(MailQueue queue, ConcurrentLinkedQueue<String> taken) {
        // Another worker may hold all rows at the moment; only an empty queue is the end.
        for (int round = 0; round < 10_000 && queue.oldestReceivedAt().isPresent(); round++) {
            for (Leased leased : queue.lease(7, NOW, UNTIL)) {
                taken.add(leased.mail().queueId());
                queue.complete(leased, leased.mail().envelope().recipients());
            }
        }
    }

    private MailQueue queue(Engines.Engine engine) {
        return queue(open(engine), "one", NOW);
    }

    private static MailQueue queue(Database database, String node, Instant now) {
        Clock clock = Clock.fixed(now, ZoneOffset.UTC);
        return new QueueStore(database, new ContentStore(database, new byte[32], clock), node, clock);
    }

    private Database open(Engines.Engine engine) {
        Database database = engine.open();
        opened.add(database);
        return database;
    }

    private static MailObject mail(String queueId, SessionSecurity security, MailAddress... recipients) {
        return new MailObject(
                queueId,
                new Envelope(Optional.of(ANN), List.of(recipients), true),
                Content.of(
                        "Subject: hello\r\n\r\nGr\u00fc\u00dfe\r\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                new Origin.Submitted(ANN),
                security,
                NOW);
    }

    private static Leased only(List<Leased> leased) {
        assertThat(leased).hasSize(1);
        return leased.getFirst();
    }
}
