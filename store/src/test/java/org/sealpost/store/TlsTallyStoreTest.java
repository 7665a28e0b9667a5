package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.TlsCounts.Count;
import org.sealpost.policy.TlsCounts.Day;
import org.sealpost.policy.TlsCounts.Posting;
import org.sealpost.policy.TlsPolicyKind;
import org.sealpost.policy.TlsResult;
import org.sealpost.policy.TlsSession;
import org.sealpost.policy.TlsSession.Promise;
import org.sealpost.store.database.Database;

class TlsTallyStoreTest {
    private static final Domain BETA = new Domain("beta.example");
    private static final Domain ZETA = new Domain("zeta.example");
    private static final LocalDate DAY = LocalDate.parse("2026-11-22");
    private static final Instant NOW = Instant.parse("2026-11-23T06:00:00Z");
    private static final Promise DANE =
            new Promise(TlsPolicyKind.TLSA, "mx.beta.example", List.of("3 1 1 ab"), List.of("mx.beta.example"));
    private static final TlsSession GOOD = new TlsSession(BETA, DANE, "mx.beta.example", "", "", Optional.empty());
    private static final TlsSession BAD = new TlsSession(
            BETA,
            new Promise(TlsPolicyKind.NONE, "beta.example", List.of(), List.of()),
            "mx.beta.example",
            "192.0.2.1",
            "2001:db8::1",
            Optional.of(TlsResult.STARTTLS_NOT_SUPPORTED));

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void countsByDayAndDomainOverRestartsAndOnSeveralNodes(Engines.Engine engine) {
        try (Database database = engine.open()) {
            TlsTallyStore first = new TlsTallyStore(database);
            TlsTallyStore second = new TlsTallyStore(database);

            first.note(DAY, GOOD);
            first.note(DAY, GOOD);
            first.note(DAY, BAD);
            second.note(DAY, GOOD);
            second.note(DAY.plusDays(1), BAD);
            first.write();
            second.write();
            second.write();

            TlsTallyStore later = new TlsTallyStore(database);
            Day day = new Day(DAY, BETA);
            assertThat(later.before(DAY.plusDays(1), 10)).containsExactly(day);
            assertThat(later.before(DAY.plusDays(2), 10)).hasSize(2);
            assertThat(later.of(day)).containsExactlyInAnyOrder(new Count(GOOD, 3), new Count(BAD, 1));
            assertThat(later.forget(DAY.plusDays(1))).isEqualTo(2);
            assertThat(later.before(DAY.plusDays(9), 10)).containsExactly(new Day(DAY.plusDays(1), BETA));
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aDayIsReportedOnce(Engines.Engine engine) {
        try (Database database = engine.open()) {
            TlsTallyStore store = new TlsTallyStore(database);
            Day day = new Day(DAY, BETA);
            Posting posting = new Posting("1", "https://reports.beta.example/", BETA, "{}", NOW.plusSeconds(86_400));
            store.note(DAY, GOOD);
            store.write();

            database.write(sql -> {
                store.removing(day).and(store.posting(posting)).make();
                return 1;
            });

            assertThat(store.of(day)).isEmpty();
            assertThatThrownBy(() -> store.removing(day).makeNow()).isInstanceOf(MailFailure.class);
            assertThat(store.postings(NOW, 10)).containsExactly(posting);
            store.postpone(posting, NOW.plusSeconds(60));
            assertThat(store.postings(NOW, 10)).isEmpty();
            assertThat(store.postings(NOW.plusSeconds(60), 10)).containsExactly(posting);
            store.remove(posting);
            assertThat(store.postings(NOW.plusSeconds(60), 10)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void manyDifferentOnesAreWrittenBeforeTheyFillTheMemory(Engines.Engine engine) {
        try (Database database = engine.open()) {
            TlsTallyStore store = new TlsTallyStore(database);

            for (int i = 0; i < 1_000; i++) {
                store.note(DAY, new TlsSession(ZETA, DANE, "mx" + i + ".zeta.example", "", "", Optional.empty()));
            }

            assertThat(new TlsTallyStore(database).of(new Day(DAY, ZETA))).hasSize(1_000);
        }
    }
}
