package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue.Entry;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.MailQueue.State;
import org.sealpost.mail.Origin;
import org.sealpost.mail.QueueBook;
import org.sealpost.mail.QueueBook.Filter;
import org.sealpost.mail.QueueBook.Stop;
import org.sealpost.mail.Redirect;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.store.database.Database;

/** What administrators see of the queue and do with it, on both engines. */
class QueueBookStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant UNTIL = NOW.plusSeconds(120);
    private static final Instant IN_TEN_YEARS = NOW.plus(Duration.ofDays(3_650));
    private static final MailAddress ANN = MailAddress.parse("Ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@partner.example");
    private static final MailAddress EVE = MailAddress.parse("Eve_1@other.example");

    private final List<Database> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(Database::close);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsWhatIsMeantByEachConditionAndByAllOfThem(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        queue.enqueue(mail("q1", BOB, EVE));
        Leased leased = queue.lease(10, NOW, UNTIL).getFirst();
        queue.defer(leased, List.of(BOB), NOW.plusSeconds(600), "4.7.5 Server certificate 100% not verified");
        queue.enqueue(mail("q2", BOB));
        QueueBook book = queue.book();

        assertThat(book.browse(Filter.ALL, 10)).hasSize(3);
        assertThat(book.browse(Filter.ALL, 1)).hasSize(1);
        assertThat(book.browse(Filter.ALL.of("q2"), 10))
                .extracting(Entry::recipient)
                .containsExactly(BOB);
        assertThat(book.browse(Filter.ALL.to(new Domain("other.example")), 10))
                .extracting(Entry::recipient)
                .containsExactly(EVE);
        assertThat(book.browse(Filter.ALL.to(new Domain("r.example")), 10)).isEmpty();
        assertThat(book.browse(Filter.ALL.in(State.UNDER_WAY), 10))
                .extracting(Entry::recipient)
                .containsExactly(EVE);
        assertThat(book.browse(Filter.ALL.in(State.WAITING), 10)).hasSize(2);
        assertThat(book.browse(with("CERTIFICATE 100% NOT"), 10))
                .extracting(Entry::queueId)
                .containsExactly("q1");
        assertThat(book.browse(with("certificate_100"), 10)).isEmpty();
        assertThat(book.browse(before(NOW), 10)).isEmpty();
        assertThat(book.browse(before(NOW.plusMillis(1)), 10)).hasSize(3);
        assertThat(book.browse(
                        between(MailAddress.parse("ann@EXAMPLE.org"), MailAddress.parse("eve_1@other.example")), 10))
                .extracting(Entry::recipient)
                .containsExactly(EVE);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void anotherHostStaysWithItsRecipientsUntilItIsTakenBack(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        queue.enqueue(mail("q1", BOB, EVE));
        Redirect backup = Redirect.parse("backup.example", "tester");

        queue.book()
                .redirecting("q1", List.of(BOB), Optional.of(backup), "a fire")
                .makeNow();

        Leased leased = queue.lease(10, NOW, UNTIL).getFirst();
        assertThat(leased.redirects()).containsExactly(Map.entry(BOB, backup));
        assertThat(backup.address()).isEqualTo("backup.example:25");
        assertThatThrownBy(() -> queue.book()
                        .redirecting("q1", List.of(EVE), Optional.of(backup), "a fire")
                        .makeNow())
                .isInstanceOf(MailFailure.class)
                .hasMessageContaining("under way");
        queue.postpone(leased, List.of(BOB, EVE), NOW);
        queue.book()
                .redirecting("q1", List.of(BOB), Optional.empty(), "it is out")
                .makeNow();

        Leased again = queue.lease(10, NOW, UNTIL).getFirst();
        assertThat(again.redirects()).isEmpty();
        assertThat(again.attempts()).as("to be postponed is no try").isZero();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void thoseWhoseServerDidNotAnswerAreWokenAPartAtATime(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        for (int i = 0; i < 5; i++) {
            queue.enqueue(mail("q" + i, i == 4 ? EVE : BOB));
        }
        Instant later = NOW.plusSeconds(3_600);
        queue.lease(10, NOW, UNTIL)
                .forEach(one -> queue.defer(
                        one,
                        one.mail().envelope().recipients(),
                        later,
                        one.mail().queueId().equals("q3") ? "4.7.5 not proved" : "4.4.1 not reached"));

        assertThat(queue.book().wake(Optional.of(BOB.domain()), 2)).isEqualTo(2);
        assertThat(queue.book().wake(Optional.of(BOB.domain()), 2)).isEqualTo(1);
        assertThat(queue.lease(10, NOW, UNTIL))
                .extracting(one -> one.mail().queueId())
                .containsExactlyInAnyOrder("q0", "q1", "q2");
        assertThat(queue.book().wake(Optional.empty(), 10)).as("of all domains").isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoIsSuspendedIsNeverDueUntilResumed(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        queue.enqueue(mail("q1", BOB, EVE));

        queue.book()
                .suspending("q1", List.of(BOB), "suspended by tester: a storm")
                .makeNow();

        assertThat(queue.book().browse(Filter.ALL.in(State.SUSPENDED), 10))
                .extracting(Entry::lastReason)
                .containsExactly("suspended by tester: a storm");
        Leased leased = queue.lease(10, NOW, UNTIL).getFirst();
        assertThat(leased.mail().envelope().recipients()).containsExactly(EVE);
        queue.complete(leased, List.of(EVE));
        queue.flush(Optional.empty());
        queue.wakeHeld();
        assertThat(queue.lease(10, IN_TEN_YEARS, IN_TEN_YEARS.plusSeconds(60))).isEmpty();

        queue.book().resuming("q1", List.of(BOB)).makeNow();

        assertThat(queue.lease(10, NOW, UNTIL).getFirst().mail().envelope().recipients())
                .containsExactly(BOB);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatIsUnderWayIsNeitherSuspendedNorRemovedAndNothingElseIsThen(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        queue.enqueue(mail("q1", BOB, EVE));
        Leased leased = queue.lease(10, NOW, UNTIL).getFirst();
        queue.defer(leased, List.of(EVE), NOW.plusSeconds(600), "later");

        assertThatThrownBy(() -> queue.book()
                        .suspending("q1", List.of(EVE, BOB), "storm")
                        .makeNow())
                .isInstanceOfSatisfying(
                        MailFailure.class,
                        failure -> assertThat(failure.status()).isEqualTo(QueueBook.UNDER_WAY));
        assertThatThrownBy(() -> queue.book().removing("q1", List.of(EVE, BOB)).makeNow())
                .hasMessageContaining("under way");

        assertThat(queue.book().browse(Filter.ALL, 10))
                .extracting(Entry::state)
                .containsExactly(State.UNDER_WAY, State.WAITING);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void theWorkerItselfSuspendsWhatItHas(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        queue.enqueue(mail("q1", BOB));
        Leased leased = queue.lease(10, NOW, UNTIL).getFirst();

        queue.book().suspending(leased, List.of(BOB), "stopped").makeNow();

        assertThat(queue.book().browse(Filter.ALL, 10)).extracting(Entry::state).containsExactly(State.SUSPENDED);
        assertThat(queue.lease(10, IN_TEN_YEARS, IN_TEN_YEARS.plusSeconds(60))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void removesRecipientsAndWithTheLastTheMessage(Engines.Engine engine) {
        QueueStore queue = queue(engine);
        queue.enqueue(mail("q1", BOB, EVE));
        QueueBook book = queue.book();

        book.removing("q1", List.of(BOB)).makeNow();

        assertThat(book.find("q1").orElseThrow().envelope().recipients()).containsExactly(EVE);
        assertThat(book.find("q1").orElseThrow().content().bytes(1_000))
                .asString(StandardCharsets.UTF_8)
                .contains("hello");

        book.removing("q1", List.of(EVE)).makeNow();

        assertThat(book.find("q1")).isEmpty();
        assertThat(queue.oldestReceivedAt()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void remembersWhichDestinationsAreStopped(Engines.Engine engine) {
        QueueBook book = queue(engine).book();
        Domain partner = new Domain("partner.example");
        book.stopping(new Stop(partner, NOW, "ann", "first")).makeNow();
        book.stopping(new Stop(partner, NOW.plusSeconds(1), "bob", "second")).makeNow();

        assertThat(book.stops()).containsExactly(new Stop(partner, NOW.plusSeconds(1), "bob", "second"));

        book.goingOn(partner).makeNow();

        assertThat(book.stops()).isEmpty();
    }

    private static Filter with(String reason) {
        return new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(reason),
                Optional.empty());
    }

    private static Filter before(Instant time) {
        return new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(time));
    }

    private static Filter between(MailAddress sender, MailAddress recipient) {
        return new Filter(
                Optional.empty(),
                Optional.empty(),
                Optional.of(sender),
                Optional.of(recipient),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private QueueStore queue(Engines.Engine engine) {
        Database database = engine.open();
        opened.add(database);
        Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
        return new QueueStore(database, new ContentStore(database, new byte[32], clock), "one", clock);
    }

    private static MailObject mail(String queueId, MailAddress... recipients) {
        return new MailObject(
                queueId,
                new Envelope(Optional.of(ANN), List.of(recipients)),
                Content.of("Subject: hello\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Origin.Submitted(ANN),
                new SessionSecurity.Plain(),
                NOW);
    }
}
