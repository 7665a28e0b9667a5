package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.ReportWishes;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.mail.SpamScore;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionFacts.Release;
import org.sealpost.policy.InspectionRule;
import org.sealpost.policy.Quarantine.Entry;
import org.sealpost.store.database.Database;

/** What was put aside, on both engines. */
class QuarantineStoreTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.org");
    private static final List<Finding> BECAUSE = List.of(Finding.of(InspectionRule.VIRUS_FOUND, "ClamAV", "Eicar"));
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant LATER = NOW.plusSeconds(3_600);

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aMessageComesBackAsItWasPutAsideAndOnce(Engines.Engine engine) {
        try (Database database = engine.open()) {
            QuarantineStore store = store(database);
            MailObject mail = mail("q1", "x".repeat(400_000));

            store.keeping(mail, BECAUSE, NOW, LATER).makeNow();
            store.keeping(mail, BECAUSE, NOW, LATER).makeNow();

            Entry entry = store.list(10).getFirst();
            assertThat(store.list(10)).hasSize(1);
            assertThat(entry.recipients()).containsExactly(BOB, EVE);
            assertThat(entry.because()).isEqualTo(BECAUSE);
            assertThat(entry.until()).isEqualTo(LATER);
            MailObject kept = store.mail(entry.id()).orElseThrow();
            assertThat(kept.content().bytes(1 << 20)).isEqualTo(mail.content().bytes(1 << 20));
            assertThat(kept.withContent(mail.content())).isEqualTo(mail);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void isReleasedOnceAndFoundUnderItsNewNameUntilItIsRemoved(Engines.Engine engine) {
        try (Database database = engine.open()) {
            QuarantineStore store = store(database);
            store.keeping(mail("q1", "hello"), BECAUSE, NOW, LATER).makeNow();
            String id = store.list(1).getFirst().id();
            Release release = new Release("admin eve", "fine");

            store.releasing(id, "q2-R", release).makeNow();

            assertThat(store.releaseOf("q2-R")).contains(release);
            assertThat(store.releaseOf("q1")).isEmpty();
            assertThat(store.find(id).flatMap(Entry::releasedAs)).contains("q2-R");
            assertThatThrownBy(() -> store.releasing(id, "q3-R", release).makeNow())
                    .isInstanceOf(MailFailure.class);
            assertThat(store.over(NOW, 10)).isEmpty();
            assertThat(store.over(LATER, 10)).extracting(Entry::id).containsExactly(id);
            store.removing(id).makeNow();
            assertThat(store.find(id)).isEmpty();
            assertThat(store.mail(id)).isEmpty();
            assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM content")))
                    .as("contents left behind")
                    .isZero();
            assertThatThrownBy(() -> store.removing(id).makeNow()).isInstanceOf(MailFailure.class);
        }
    }

    private static QuarantineStore store(Database database) {
        return new QuarantineStore(database, new ContentStore(database, new byte[32], Clock.systemUTC()));
    }

    private static MailObject mail(String queueId, String text) {
        return new MailObject(
                queueId,
                new Envelope(Optional.empty(), List.of(BOB, EVE), true)
                        .with(new ReportWishes(
                                Optional.empty(),
                                Optional.of("QQ1"),
                                Map.of(EVE, new Wish(Optional.of(Set.of()), Optional.empty(), Optional.of(BOB))))),
                Content.of(text.getBytes(StandardCharsets.US_ASCII)),
                new Origin.Received(
                        "mx.partner.example",
                        new AuthenticationResults(
                                List.of("spf=pass"),
                                true,
                                Optional.of(new SpamScore("SpamAssassin", "9.0 of 5.0", true)))),
                new SessionSecurity.Tls("TLSv1.3", "TLS_AES_256_GCM_SHA384"),
                NOW);
    }
}
