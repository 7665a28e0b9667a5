package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpiryStepTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "P31D, FAR, false",
        "PT720H1S, FAR, false",
        "P30D, MONTH, false",
        "PT336H1S, MONTH, false",
        "P14D, FORTNIGHT, false",
        "PT168H1S, FORTNIGHT, false",
        "P7D, WEEK, true",
        "PT1S, WEEK, true",
        "PT0S, OVER, true",
        "-P1D, OVER, true"
    })
    void theEndComesNearerInSteps(Duration left, ExpiryStep step, boolean urgent) {
        assertThat(ExpiryStep.of(NOW, NOW.plus(left))).isEqualTo(step);
        assertThat(step.isUrgent()).isEqualTo(urgent);
        assertThat(step.words()).isNotEmpty();
    }
}
