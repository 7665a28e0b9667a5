package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.Change;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.store.database.Database;

class AuditStoreTest {
    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void keepsEventsWithTheirReasons(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore audit = new AuditStore(database);

            audit.append(List.of(event("q1"), event("q2")));

            assertThat(audit.find("q1", 10)).extracting(AuditLine::event).containsExactly(event("q1"));
            assertThat(audit.find("", 10)).extracting(AuditLine::sequence).containsExactly(2L, 1L);
            assertThat(audit.verify().fault()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void chainsTheEventsOfManyWritersWithoutGap(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore one = new AuditStore(database);
            AuditStore otherNode = new AuditStore(database);
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 200; i++) {
                    AuditStore audit = i % 2 == 0 ? one : otherNode;
                    String subject = "q" + i;
                    threads.execute(() -> audit.append(event(subject)));
                }
            }

            assertThat(one.verify()).isEqualTo(new AuditStore.Verification(200, Optional.empty()));
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsAChangedLine(Engines.Engine engine) {
        assertThat(faultAfter(engine, "UPDATE audit SET outcome = 'delivered in clear' WHERE sequence = 2"))
                .isEqualTo("line 2 was changed");
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsARemovedLine(Engines.Engine engine) {
        assertThat(faultAfter(engine, "DELETE FROM audit WHERE sequence = 2")).isEqualTo("line 2 is missing");
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void findsRemovedLastLines(Engines.Engine engine) {
        assertThat(faultAfter(engine, "DELETE FROM audit WHERE sequence = 3"))
                .isEqualTo("lines after line 2 were removed");
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void makesAChangeAndItsRecordTogetherOrNeither(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore audit = new AuditStore(database);
            List<String> told = new CopyOnWriteArrayList<>();
            List<Integer> refused = new CopyOnWriteArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 60; i++) {
                    int number = i;
                    threads.execute(() -> {
                        Change change = change(database, number, number % 3 == 0, told);
                        if (catchThrowable(() -> audit.append(List.of(event("q" + number)), change)) != null) {
                            refused.add(number);
                        }
                    });
                }
            }

            List<Integer> kept = database.read(
                    sql -> sql.list("SELECT size_bytes FROM content ORDER BY size_bytes", row -> row.getInt(1)));
            List<Integer> expected =
                    IntStream.range(0, 60).filter(i -> i % 3 != 0).boxed().toList();
            assertThat(kept).isEqualTo(expected);
            assertThat(audit.find("", 100))
                    .extracting(line -> line.event().subject())
                    .containsExactlyInAnyOrderElementsOf(
                            expected.stream().map(i -> "q" + i).toList());
            assertThat(told).hasSize(expected.size());
            assertThat(refused).hasSize(20);
            assertThat(audit.verify()).isEqualTo(new AuditStore.Verification(40, Optional.empty()));
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void saysWhyAChangeCouldNotBeMade(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore audit = new AuditStore(database);

            assertThatThrownBy(() -> audit.append(List.of(event("q1")), () -> {
                        throw new MailFailure(EnhancedStatus.MAILBOX_FULL, "the mailbox is full");
                    }))
                    .isInstanceOf(MailFailure.class)
                    .hasMessage("the mailbox is full");

            assertThat(audit.find("", 1)).isEmpty();
        }
    }

    /** Writes a row; one that fails has broken a key of the table before. */
    private static Change change(Database database, int number, boolean fails, List<String> told) {
        return new Change() {
            @Override
            public void make() {
                database.write(sql -> sql.update(
                        "INSERT INTO content (size_bytes, kept, created_at, salt, head) VALUES (?, 1, 0, ?, ?)",
                        number,
                        new byte[0],
                        new byte[0]));
                if (fails) {
                    database.write(sql -> sql.update("INSERT INTO audit_head VALUES (1, 0, '')"));
                }
            }

            @Override
            public void made() {
                told.add("q" + number);
            }
        };
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void looksAtTheNewestLinesAlone(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore audit = new AuditStore(database);
            audit.append(List.of(event("q1"), event("q2"), event("q3"), event("q4"), event("q5")));

            assertThat(audit.verifyNewest(3)).isEqualTo(new AuditStore.Verification(3, Optional.empty()));
            assertThat(audit.verifyNewest(9)).isEqualTo(new AuditStore.Verification(5, Optional.empty()));

            database.write(sql -> sql.update("UPDATE audit SET outcome = 'x' WHERE sequence = 2"));
            assertThat(audit.verifyNewest(2).fault()).isEmpty();
            assertThat(audit.verifyNewest(4).fault()).contains("line 2 was changed");
            database.write(sql -> sql.update("DELETE FROM audit WHERE sequence = 5"));
            assertThat(audit.verifyNewest(2).fault()).contains("lines after line 4 were removed");
        }
    }

    private static String faultAfter(Engines.Engine engine, String tampering) {
        try (Database database = engine.open()) {
            AuditStore audit = new AuditStore(database);
            audit.append(List.of(event("q1"), event("q2"), event("q3")));
            assertThat(audit.verify()).isEqualTo(new AuditStore.Verification(3, Optional.empty()));
            database.write(sql -> sql.update(tampering));
            return audit.verify().fault().orElse("nothing found");
        }
    }

    private static AuditEvent event(String subject) {
        return new AuditEvent(
                Instant.parse("2026-11-21T10:00:00Z"),
                AuditAction.DECIDE,
                "transport",
                subject,
                "signed and encrypted to bob@partner.example",
                List.of(
                        Finding.of(ProtectionRule.RECIPIENT_HAS_CERTIFICATE, "bob, (he)", "ab%12 cd"),
                        Finding.of(ProtectionRule.FORMAT_FOR_OUTSIDE)));
    }
}
