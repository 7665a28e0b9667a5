package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecoveryPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final RecoveryFacts.Key READY = new RecoveryFacts.Key("a", 2, 2);

    @Test
    void combinesWhenEnoughAgentsAgreedToEveryKey() {
        assertThat(verdict("open", NOW.plusSeconds(1), READY, new RecoveryFacts.Key("b", 3, 2)))
                .isEqualTo(RecoveryVerdict.COMBINE);
    }

    @Test
    void waitsAsLongAsOneKeyLacksAnAgent() {
        assertThat(verdict("open", NOW.plusSeconds(1), READY, new RecoveryFacts.Key("b", 1, 2)))
                .isEqualTo(RecoveryVerdict.WAIT);
    }

    @Test
    void expiresAtItsEndEvenWhenAllAgreed() {
        assertThat(verdict("open", NOW, READY)).isEqualTo(RecoveryVerdict.EXPIRE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"done", "cancelled", "expired"})
    void refusesWhatIsOver(String state) {
        assertThat(verdict(state, NOW.plusSeconds(1), READY)).isEqualTo(RecoveryVerdict.REFUSE);
    }

    @Test
    void thereIsNoRecoveryOfNothing() {
        assertThatThrownBy(() -> verdict("open", NOW)).isInstanceOf(IllegalArgumentException.class);
    }

    private static RecoveryVerdict verdict(String state, Instant until, RecoveryFacts.Key... keys) {
        return RecoveryPolicy.decide(new RecoveryFacts(state, until, NOW, List.of(keys)))
                .verdict();
    }
}
