package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.policy.Finding;
import org.sealpost.policy.HopFacts.Exemption;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.HopRule;
import org.sealpost.policy.HopSettings.Setting;
import org.sealpost.policy.TlsFloor;
import org.sealpost.store.database.Database;

class HopStoresTest {
    private static final Domain BETA = new Domain("beta.example");
    private static final Domain ZETA = new Domain("zeta.example");
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatIsDemandedOfADomainIsFoundUntilNothingIsDemanded(Engines.Engine engine) {
        try (Database database = engine.open()) {
            HopSettingStore store = new HopSettingStore(database);
            Setting demanded = new Setting(
                    BETA,
                    Optional.of(TlsFloor.VERIFIED_TLS13),
                    EncryptedAfter.read("15m"),
                    Optional.of(new Exemption(NOW, "a new key")));
            Setting wished = new Setting(ZETA, Optional.of(TlsFloor.ENCRYPTED), Optional.empty());

            store.putting(Setting.none(BETA)).makeNow();
            store.putting(wished).makeNow();
            store.putting(demanded).makeNow();

            assertThat(new HopSettingStore(database).all()).containsExactly(demanded, wished);
            assertThat(store.of(BETA)).contains(demanded);
            store.putting(Setting.none(BETA)).makeNow();
            assertThat(store.all()).containsExactly(wished);
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void theLastDeliveryAndTheLastRefusalOfADomainAreKept(Engines.Engine engine) {
        try (Database database = engine.open()) {
            HopLedgerStore store = new HopLedgerStore(database);
            HopLedger.Entry sent = entry(BETA, true, NOW, HopRule.HOP_CLEAR);
            HopLedger.Entry refused = entry(BETA, false, NOW.plusSeconds(2), HopRule.HOP_TLS_MISSING);

            store.note(entry(BETA, true, NOW.minusSeconds(9), HopRule.HOP_DANE));
            store.write();
            store.note(sent);
            store.note(refused);
            store.note(entry(ZETA, true, NOW, HopRule.HOP_CLEAR));

            assertThat(store.last(BETA)).containsExactly(refused, sent);
            assertThat(new HopLedgerStore(database).last(ZETA)).hasSize(1);
            assertThat(store.last(new Domain("other.example"))).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatADomainSaidAboutItsServersIsKept(Engines.Engine engine) {
        try (Database database = engine.open()) {
            StsPolicyStore store = new StsPolicyStore(database);
            StsTerms enforced = new StsTerms(
                    ZETA,
                    "1",
                    StsTerms.Mode.ENFORCE,
                    List.of("mx.zeta.example", "*.zeta.example"),
                    Duration.ofDays(7),
                    NOW);
            StsTerms nothing = new StsTerms(ZETA, "2", StsTerms.Mode.NONE, List.of(), Duration.ofDays(1), NOW);

            assertThat(store.of(ZETA)).isEmpty();
            store.keep(enforced);
            assertThat(store.of(ZETA)).contains(enforced);
            assertThat(new StsPolicyStore(database).of(ZETA)).contains(enforced);
            store.keep(nothing);
            assertThat(new StsPolicyStore(database).of(ZETA)).contains(nothing);
        }
    }

    private static HopLedger.Entry entry(Domain domain, boolean sent, Instant at, HopRule rule) {
        return new HopLedger.Entry(domain, sent, at, "mx." + domain, List.of(Finding.of(rule, "mx." + domain)));
    }
}
