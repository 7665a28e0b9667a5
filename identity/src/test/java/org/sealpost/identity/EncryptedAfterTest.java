package org.sealpost.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptedAfterTest {
    @ParameterizedTest
    @CsvSource({"1m, PT1M, 1m", "15m, PT15M, 15m", "90m, PT90M, 90m", "60m, PT1H, 1h", "48h, PT48H, 2d", "4d, PT96H, 4d"
    })
    void readsATimeAndWritesItShortly(String text, Duration time, String word) {
        Optional<EncryptedAfter> after = EncryptedAfter.read(text);

        assertThat(after.orElseThrow().time()).isEqualTo(time);
        assertThat(EncryptedAfter.word(after)).isEqualTo(word);
    }

    @Test
    void neverIsNoTime() {
        assertThat(EncryptedAfter.read("never")).isEmpty();
        assertThat(EncryptedAfter.word(Optional.empty())).isEqualTo("never");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0m", "15", "15 m", "-1m", "1w", "30s", "5d", "97h", "99999m", "100000m", "always"})
    void refusesWhatIsNoTimeOrTooShortOrTooLong(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptedAfter.read(text))
                .withMessageContaining("from 1m to 4d");
    }

    @Test
    void refusesATimeBelowAMinute() {
        assertThatIllegalArgumentException().isThrownBy(() -> new EncryptedAfter(Duration.ofSeconds(59)));
    }
}
