package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Ruling;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.Finding;
import org.sealpost.policy.GatewayRule;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.policy.ProtectionRules;
import org.sealpost.policy.RuleBook.Edition;
import org.sealpost.policy.RuleFields;
import org.sealpost.store.database.Database;

/** Rules, and mail that waits, on both engines. */
class GatewayStoreTest {
    private static final MailAddress BOB = MailAddress.parse("bob@lab.example");
    private static final MailAddress EVE = MailAddress.parse("eve@lab.example");
    private static final Clock CLOCK = Clock.systemUTC();

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void everyVersionOfTheRulesIsKept(Engines.Engine engine) {
        try (Database database = engine.open()) {
            RuleStore rules = new RuleStore(database);
            GatewayRule odd = RuleFields.read(
                    "Größe 100",
                    Map.of("content", List.of("a b\\d+%,(x)", "ü"), "sign", List.of("yes"), "note", List.of("a = b")));

            assertThat(rules.protection()).isEqualTo(ProtectionRules.NONE);
            rules.putting(0, List.of(odd), edition(1)).makeNow();
            rules.putting(1, List.of(GatewayRule.encryptTo("a.example"), odd), edition(2))
                    .makeNow();

            assertThat(rules.protection().rules()).containsExactly(GatewayRule.encryptTo("a.example"), odd);
            assertThat(rules.version(1)).contains(new ProtectionRules(1, List.of(odd)));
            assertThat(rules.version(9)).isEmpty();
            assertThat(rules.history(5)).extracting(Edition::version).containsExactly(2L, 1L);
            assertThatThrownBy(() -> rules.putting(1, List.of(), edition(2)).makeNow())
                    .isInstanceOf(MailFailure.class)
                    .hasMessageContaining("somebody else changed the rules");
            assertThat(new RuleStore(database).protection()).isEqualTo(rules.protection());
        }
    }

    private static Edition edition(long version) {
        return new Edition(version, CLOCK.instant(), "admin root", "changed");
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoWaitsIsFoundWokenAndDecidedAbout(Engines.Engine engine) {
        try (Database database = engine.open()) {
            QueueStore queue = new QueueStore(database, new ContentStore(database, new byte[32], CLOCK), "n", CLOCK);
            queue.enqueue(mail());
            Leased first = lease(queue);
            queue.holding(first, List.of(BOB), CLOCK.instant().plus(Duration.ofHours(1)), "waits")
                    .makeNow();
            queue.complete(first, List.of(EVE));

            assertThat(queue.held(10)).singleElement().satisfies(entry -> {
                assertThat(entry.recipient()).isEqualTo(BOB);
                assertThat(entry.heldSince()).isPresent();
                assertThat(entry.attempts()).isZero();
            });
            assertThat(queue.lease(5, CLOCK.instant(), CLOCK.instant().plusSeconds(60)))
                    .isEmpty();
            assertThat(queue.wakeHeld()).isOne();
            assertThat(queue.wakeHeld()).isZero();
            Leased again = lease(queue);
            assertThat(again.held()).containsOnlyKeys(BOB);
            queue.holding(again, List.of(BOB), CLOCK.instant().plus(Duration.ofHours(1)), "waits")
                    .makeNow();
            assertThatThrownBy(() -> queue.ruling("q", EVE, waiver()).makeNow())
                    .hasMessageContaining("does not wait for a certificate of eve@lab.example");
            queue.ruling("q", BOB, waiver()).makeNow();

            Leased ruled = lease(queue);
            assertThat(ruled.held().get(BOB)).isNotNull().satisfies(wait -> {
                assertThat(wait.ruling()).contains(waiver());
                assertThat(again.held().values())
                        .extracting(MailQueue.Wait::since)
                        .containsExactly(wait.since());
                assertThat(wait.releasedAt()).isEmpty();
            });
            queue.defer(ruled, List.of(BOB), CLOCK.instant(), "nobody answers");
            assertThat(queue.held(10)).isEmpty();
            assertThat(lease(queue).held().get(BOB)).isNotNull().satisfies(wait -> {
                assertThat(wait.ruling()).contains(waiver());
                assertThat(wait.releasedAt()).isPresent();
            });
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void theHitsOfARuleAreFoundByItsWholeName(Engines.Engine engine) {
        try (Database database = engine.open()) {
            AuditStore log = new AuditStore(database);
            for (String rule : List.of("lab_1", "lab_12", "labx1")) {
                log.append(new AuditEvent(
                        Instant.EPOCH,
                        AuditAction.ENCRYPT,
                        "ann@example.org",
                        "to " + rule,
                        "encrypted",
                        List.of(Finding.of(ProtectionRule.RULE_APPLIES, rule, 3, "encrypt or hold"))));
            }

            assertThat(log.hits("lab_1", 100, 10))
                    .extracting(line -> line.event().subject())
                    .containsExactly("to lab_1");
            assertThat(log.hits("lab_1", 1, 10)).isEmpty();
            assertThat(log.hits("lab", 100, 10)).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whoseMailIsStoredSealedIsKnownAtOnce(Engines.Engine engine) {
        try (Database database = engine.open()) {
            SealedStorageStore storage = new SealedStorageStore(database);
            Trustee board = Trustee.parse("group board@example.org");

            storage.sealing(board).makeNow();
            storage.sealing(board).makeNow();
            assertThat(storage.sealed()).containsExactly(board);
            storage.ending(board).makeNow();
            assertThat(storage.sealed()).isEmpty();
        }
    }

    private static Ruling waiver() {
        return new Ruling(Ruling.Kind.WAIVE, "admin root", "a patient waits");
    }

    private static Leased lease(MailQueue queue) {
        return queue.lease(1, CLOCK.instant().plusMillis(5), CLOCK.instant().plusSeconds(60))
                .getFirst();
    }

    private static MailObject mail() {
        return new MailObject(
                "q",
                new Envelope(Optional.empty(), List.of(BOB, EVE)),
                Content.of("Subject: x\r\n\r\ny\r\n".getBytes(StandardCharsets.US_ASCII)),
                new Origin.Internal(),
                new SessionSecurity.Plain(),
                CLOCK.instant());
    }
}
