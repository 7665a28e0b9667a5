package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecipientRule;
import org.sealpost.store.AuditStore;
import org.sealpost.store.ContentStore;
import org.sealpost.store.DirectoryEditor;
import org.sealpost.store.DirectoryStore;
import org.sealpost.store.QueueStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

/** Mail to a group of 450 people outside, two of them named as well, and a group in it that holds it again. */
class GroupExpansionTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress STAFF = MailAddress.parse("staff@example.org");
    private static final MailAddress BOARD = MailAddress.parse("board@example.org");
    private static final Clock CLOCK = Clock.systemUTC();
    private static final int PEOPLE = 450;

    private final NewMail newMail = new NewMail();
    private final List<MailAddress> served = new ArrayList<>();
    private Optional<Database> opened = Optional.empty();

    @BeforeEach
    void open() throws IOException {
        Database database = SqliteDatabase.open(TestFolders.make("groups").resolve("test.db"));
        opened = Optional.of(database);
        Migrations.run(database, "store");
        DirectoryEditor editor = new DirectoryEditor(database);
        editor.addDomain(ANN.domain());
        editor.addAccount(new Account(ANN, "x", "", List.of(), Custody.ORGANISATION, 0, true), "no password");
        editor.addGroup(new Group(BOARD, "Board", List.of(person(1), person(2))));
        editor.addGroup(new Group(
                STAFF, "Staff", Stream.concat(people(), Stream.of(BOARD)).toList()));
        editor.changeGroup(new Group(BOARD, "Board", List.of(person(1), STAFF)));
    }

    @AfterEach
    void close() {
        opened.ifPresent(Database::close);
    }

    @Test
    void whoeverSendsToALargeGroupDoesNotWaitForItsPeople() {
        Acceptance acceptance = acceptance();

        Acceptance.Admission large = acceptance.recipientAtOnce(new Origin.Submitted(ANN), STAFF);
        Acceptance.Admission whole = acceptance.recipient(new Origin.Submitted(ANN), STAFF);

        assertThat(large.decision().verdict()).isEqualTo(new AcceptanceVerdict.Accept());
        assertThat(large.decision().because())
                .containsExactly(Finding.of(RecipientRule.GROUP_IS_EXPANDED_LATER, STAFF));
        assertThat(large.isGroup()).isTrue();
        assertThat(large.deliverTo()).containsExactly(STAFF);
        assertThat(whole.isGroup()).isFalse();
        assertThat(whole.deliverTo()).hasSize(PEOPLE);
    }

    @Test
    void itsPeopleTakeItsPlaceBeforeAnybodyGetsTheMessageAndEachGetsItOnceWheneverTheServerStops() {
        queue().enqueue(mail(List.of(person(7), STAFF, person(8))));

        assertThat(queue().progress("q")).contains(new MailQueue.Progress(1, 2, 0, 0));
        for (int round = 0; round < 40 && queue().progress("q").isPresent(); round++) {
            // A new process each time; every third stops before it does what it leased.
            queue().takeBack();
            List<Leased> leased =
                    queue().lease(1, CLOCK.instant(), CLOCK.instant().plusSeconds(60));
            if (round % 3 != 0) {
                leased.forEach(one -> expansion().carry(one));
            }
        }

        assertThat(queue().progress("q")).isEmpty();
        assertThat(served).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(people().toList());
    }

    @Test
    void howFarItIsIsSeen() {
        queue().enqueue(mail(List.of(STAFF)));
        expansion().carry(lease());

        assertThat(queue().progress("q")).contains(new MailQueue.Progress(0, PEOPLE, 0, 0));
        assertThat(new AuditStore(opened.orElseThrow()).find("q", 10))
                .anySatisfy(line -> assertThat(line.event().because())
                        .containsExactly(Finding.of(RecipientRule.GROUP_EXPANDED, STAFF, PEOPLE)));

        Leased some = lease();
        assertThat(some.mail().envelope().recipients()).hasSize(200);
        assertThat(queue().progress("q")).contains(new MailQueue.Progress(0, PEOPLE, 200, 0));
        expansion().carry(some);
        assertThat(queue().progress("q")).contains(new MailQueue.Progress(0, PEOPLE - 200, 0, 0));
    }

    @Test
    void aGroupThatIsGoneMeanwhileComesBackToTheSender() {
        queue().enqueue(mail(List.of(STAFF)));
        new DirectoryEditor(opened.orElseThrow()).remove(STAFF);

        assertThat(expansion().carry(lease()))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.status().toString()).isEqualTo("5.2.4"));
    }

    @Test
    void theFirstMembersStandForAllWhenASubmissionIsLookedAt() {
        List<Set<MailAddress>> looked = new ArrayList<>();
        Acceptance acceptance = acceptance(mail -> {
            looked.add(new LinkedHashSet<>(mail.envelope().recipients()));
            return new SubmissionGate.Answer(Optional.empty(), List.of());
        });

        acceptance.accept(
                mail(List.of(person(400), STAFF)), List.of(Finding.of(RecipientRule.GROUP_IS_EXPANDED_LATER, STAFF)));

        assertThat(looked.getFirst()).contains(person(400), person(0)).doesNotContain(STAFF, person(100));
        assertThat(queue().progress("q")).contains(new MailQueue.Progress(1, 1, 0, 0));
    }

    private Leased lease() {
        return queue().lease(1, CLOCK.instant(), CLOCK.instant().plusSeconds(60))
                .getFirst();
    }

    private GroupExpansion expansion() {
        Database database = opened.orElseThrow();
        return new GroupExpansion(
                this::serve,
                new DirectoryStore(database),
                queue(),
                new Arrivals(queue(), "mx.example.org", new QueueIds(CLOCK), newMail, CLOCK),
                new AuditStore(database),
                newMail,
                CLOCK);
    }

    private List<Outcome> serve(Leased leased) {
        List<MailAddress> recipients = leased.mail().envelope().recipients();
        served.addAll(recipients);
        queue().complete(leased, recipients);
        return recipients.stream()
                .map(one -> (Outcome) new Outcome.Settled(one))
                .toList();
    }

    private QueueStore queue() {
        Database database = opened.orElseThrow();
        return new QueueStore(database, new ContentStore(database, new byte[32], CLOCK), "test", CLOCK);
    }

    private Acceptance acceptance() {
        return acceptance(SubmissionGate.open());
    }

    private Acceptance acceptance(SubmissionGate gate) {
        Database database = opened.orElseThrow();
        return new Acceptance(
                new DirectoryStore(database), queue(), new AuditStore(database), CLOCK, () -> "q", newMail, gate);
    }

    private static MailObject mail(List<MailAddress> recipients) {
        return new MailObject(
                "q",
                new Envelope(Optional.of(ANN), recipients, false, Set.of(STAFF)),
                Content.of("From: ann@example.org\r\n\r\ntext\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Origin.Submitted(ANN),
                new SessionSecurity.Plain(),
                Instant.now());
    }

    private static MailAddress person(int number) {
        return MailAddress.parse("person" + number + "@partner.example");
    }

    private static Stream<MailAddress> people() {
        return IntStream.range(0, PEOPLE).mapToObj(GroupExpansionTest::person);
    }
}
