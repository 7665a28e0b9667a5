package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerMeetings.Score;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

class PartnerStoreTest {
    private static final Instant NOW = Instant.parse("2026-11-22T06:00:00Z");

    private static Partner partner(String name, String... domains) {
        return new Partner(
                name,
                List.of(domains).stream().map(Domain::new).toList(),
                List.of(new PartnerAnchor("cd".repeat(32), "CN=Root of " + name, NOW, new byte[] {1, 2})),
                List.of("ab".repeat(32), "ef".repeat(32)),
                List.of(new Domain("mx." + domains[0])),
                new PartnerTerms(
                        PartnerTerms.ClientUsage.REQUIRE,
                        RevocationMode.HARD,
                        PartnerTerms.Refusal.RETURN,
                        "Dr Weiß",
                        EncryptedAfter.read("90m")),
                PartnerState.TESTED,
                PartnerState.ENFORCED);
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void aPartnerIsKeptWholeAndASecondOneTakesNothingFromTheFirst(Engines.Engine engine) {
        try (Database database = engine.open()) {
            PartnerStore store = new PartnerStore(database);
            Partner beta = partner("beta", "beta.test", "lab.beta.test");
            Partner alpha = partner("alpha", "alpha.test");

            store.adding(beta).makeNow();
            store.adding(alpha).makeNow();

            assertThat(store.all()).containsExactly(alpha, beta);
            assertThat(store.of(new Domain("lab.beta.test"))).contains(beta);
            assertThat(store.named("beta").orElseThrow().anchors().getFirst().der())
                    .containsExactly(1, 2);
            assertThatThrownBy(() -> store.adding(partner("gamma", "beta.test")).makeNow())
                    .as("a domain belongs to one partner")
                    .isInstanceOf(RuntimeException.class);
            assertThat(store.named("gamma"))
                    .as("not even a part of it is there")
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatWasMetCountsAsLongAsTheProofsAreTheSame(Engines.Engine engine) {
        try (Database database = engine.open()) {
            PartnerStore store = new PartnerStore(database);
            Partner beta = partner("beta", "beta.test");
            store.adding(beta).makeNow();
            Score bad = Score.NONE.afterGood(NOW, NOW.plusSeconds(9)).afterBad(NOW, "no certificate");
            store.scoring("beta", PartnerWay.RECEIVE, bad).makeNow();

            store.changing(beta.with(PartnerWay.SEND, PartnerState.OFF)).makeNow();

            assertThat(store.score("beta", PartnerWay.RECEIVE)).isEqualTo(bad);
            assertThat(store.score("beta", PartnerWay.SEND)).isEqualTo(Score.NONE);
            store.changing(beta.withProofs(beta.anchors(), List.of(), List.of()))
                    .makeNow();
            assertThat(store.score("beta", PartnerWay.RECEIVE)).isEqualTo(Score.NONE);
            store.removing("beta").makeNow();
            store.scoring("beta", PartnerWay.RECEIVE, bad).makeNow();
            assertThat(store.all()).isEmpty();
            assertThat(store.score("beta", PartnerWay.RECEIVE)).isEqualTo(Score.NONE);
            assertThatThrownBy(() -> store.changing(beta).makeNow()).hasMessageContaining("no partner is named beta");
        }
    }
}
