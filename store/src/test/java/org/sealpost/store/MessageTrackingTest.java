package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.store.MessageTracking.Search;
import org.sealpost.store.database.Database;

/** Messages are found by the lines that were written about them, on both engines. */
class MessageTrackingTest {
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("Ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob_1@partner.example");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsByWhoWroteToWhomAndWhen(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore audit = new AuditStore(database);
            append(audit, 0, "q1", AuditAction.ACCEPT, "accepted from ann@example.org to 2 recipients, 10 bytes");
            append(audit, 1, "q1", AuditAction.ENCRYPT, "encrypted to bob_1@partner.example, to the mail exchangers");
            append(audit, 2, "q1", AuditAction.ENCRYPT, "encrypted to eve@partner.example, to the mail exchangers");
            append(
                    audit,
                    3,
                    "q2",
                    AuditAction.ACCEPT,
                    "accepted from joann@example.org to bob_1@partner.example, 9 bytes");
            append(
                    audit,
                    4,
                    "q3",
                    AuditAction.ACCEPT,
                    "accepted from ann@example.org to bobx1@partner.example, 9 bytes");
            append(
                    audit,
                    5,
                    "somebody",
                    AuditAction.ADMINISTER,
                    "accepted from ann@example.org to bob_1@partner.example");
            append(
                    audit,
                    6,
                    "q4",
                    AuditAction.ACCEPT,
                    "accepted from ann@example.org to x@partner.example.org, 9 bytes");
            append(
                    audit,
                    7,
                    "q5",
                    AuditAction.ACCEPT,
                    "accepted from bob_1@partner.example to ann@example.org, 9 bytes");
            append(audit, 8, "q6", AuditAction.DEFER, "bob_1@partner.example waits");
            MessageTracking tracking = new MessageTracking(database, audit);

            assertThat(tracking.find(search(Optional.of(ANN), Optional.empty()), 10))
                    .containsExactly("q4", "q3", "q1");
            assertThat(tracking.find(search(Optional.empty(), Optional.of(BOB)), 10))
                    .containsExactly("q6", "q2", "q1");
            assertThat(tracking.find(search(Optional.of(ANN), Optional.of(BOB)), 10))
                    .containsExactly("q1");
            assertThat(tracking.find(search(Optional.empty(), Optional.empty()), 2))
                    .containsExactly("q6", "q5");
            assertThat(tracking.find(between(3, 4), 10)).containsExactly("q2");
            assertThat(tracking.find(between(100, 200), 10)).isEmpty();
            assertThat(tracking.find(between(-10, 1), 10)).containsExactly("q1");
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsNothingInAnEmptyLog(Engines.Engine engine) {
        try (Database database = engine.open()) {
            MessageTracking tracking = new MessageTracking(database, new AuditStore(database));

            assertThat(tracking.find(between(0, 1), 10)).isEmpty();
        }
    }

    private static Search search(Optional<MailAddress> sender, Optional<MailAddress> recipient) {
        return new Search(sender, recipient, Optional.empty(), Optional.empty());
    }

    private static Search between(long since, long until) {
        return new Search(
                Optional.empty(),
                Optional.empty(),
                Optional.of(NOON.plusSeconds(since)),
                Optional.of(NOON.plusSeconds(until)));
    }

    private static void append(AuditStore audit, long second, String subject, AuditAction action, String outcome) {
        audit.append(new AuditEvent(
                NOON.plusSeconds(second),
                action,
                "tester",
                subject,
                outcome,
                List.of(Finding.of(AdministrationRule.ROUTINE))));
    }
}
