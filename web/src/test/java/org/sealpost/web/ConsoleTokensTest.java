package org.sealpost.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ConsoleTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-22T08:00:00Z");
    private static final byte[] KEY = new byte[32];

    @Test
    void letsInForAWorkingDayAndNotLonger() {
        String token = at(NOW).issue();

        assertThat(at(NOW).isGood(token)).isTrue();
        assertThat(at(NOW.plus(ConsoleTokens.LIFETIME).minusSeconds(1)).isGood(token))
                .isTrue();
        assertThat(at(NOW.plus(ConsoleTokens.LIFETIME)).isGood(token)).isFalse();
    }

    @Test
    void refusesATokenWhoseEndWasMoved() {
        String token = at(NOW).issue();
        String later = NOW.plus(Duration.ofDays(300)).getEpochSecond() + token.substring(token.indexOf('.'));

        assertThat(at(NOW).isGood(later)).isFalse();
    }

    @Test
    void refusesTheTokenOfAnotherInstallation() {
        byte[] other = new byte[32];
        other[0] = 1;

        assertThat(at(NOW).isGood(new ConsoleTokens(other, fixed(NOW)).issue())).isFalse();
    }

    @Test
    void refusesWhatIsNoToken() {
        for (String given : new String[] {"", "x", ".", "1.", "99999999999999999999." + "0".repeat(64)}) {
            assertThat(at(NOW).isGood(given)).as(given).isFalse();
        }
    }

    private static ConsoleTokens at(Instant now) {
        return new ConsoleTokens(KEY, fixed(now));
    }

    private static Clock fixed(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }
}
