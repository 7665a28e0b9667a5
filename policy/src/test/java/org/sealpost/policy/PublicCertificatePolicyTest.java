package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.policy.PublicCertificateFacts.Held;

class PublicCertificatePolicyTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");
    private static final Set<String> NAMES = Set.of("mail.example.org");

    @Test
    void nobodyIsAskedIfNoneIsWanted() {
        assertThat(decide(Set.of(), held(NAMES, 30), Optional.empty())).isEqualTo("KEEP PUBLIC_CERTIFICATE_NOT_WANTED");
    }

    @Test
    void aMissingOneIsAskedFor() {
        assertThat(decide(NAMES, Optional.empty(), Optional.empty())).isEqualTo("OBTAIN PUBLIC_CERTIFICATE_MISSING");
    }

    @Test
    void oneWithOtherNamesIsReplaced() {
        assertThat(decide(Set.of("mail.example.org", "mx.example.org"), held(NAMES, 30), Optional.empty()))
                .isEqualTo("OBTAIN PUBLIC_CERTIFICATE_NAMES_CHANGED");
    }

    @Test
    void aGoodOneIsKeptUntilItsRenewalIsDue() {
        assertThat(decide(NAMES, held(NAMES, 1), Optional.empty())).isEqualTo("KEEP PUBLIC_CERTIFICATE_IS_GOOD");
        assertThat(decide(NAMES, held(NAMES, 0), Optional.empty())).isEqualTo("OBTAIN PUBLIC_CERTIFICATE_RENEWAL_DUE");
    }

    @Test
    void aFailureIsWaitedOut() {
        assertThat(decide(NAMES, Optional.empty(), Optional.of(NOW.plusSeconds(1))))
                .isEqualTo("WAIT PUBLIC_AUTHORITY_WAITING");
        assertThat(decide(NAMES, Optional.empty(), Optional.of(NOW))).isEqualTo("OBTAIN PUBLIC_CERTIFICATE_MISSING");
    }

    private static Optional<Held> held(Set<String> names, int daysToRenewal) {
        Instant renewal = NOW.plus(Duration.ofDays(daysToRenewal));
        return Optional.of(new Held(names, renewal.plus(Duration.ofDays(30)), renewal));
    }

    private static String decide(Set<String> wanted, Optional<Held> held, Optional<Instant> retryAt) {
        var decision = PublicCertificatePolicy.decide(new PublicCertificateFacts(wanted, held, retryAt, NOW));
        return decision.verdict() + " " + decision.because().getFirst().rule().name();
    }
}
