package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationReason;

class TrustPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(1));
    private static final RevocationFinding GOOD = new RevocationFinding.Good("book");
    private static final RevocationFinding REVOKED =
            new RevocationFinding.Revoked(NOW, RevocationReason.KEY_COMPROMISE);

    @Test
    void trustsAWholePathInWhichNothingIsRevoked() {
        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, NOW))).isEqualTo(new ChainVerdict.Trusted());
    }

    @Test
    void saysSoWhenNobodyCouldBeAskedAboutRevocation() {
        assertThat(verdict(facts(Optional.empty(), List.of(), new RevocationFinding.NotChecked("nobody"), NOW)))
                .isEqualTo(new ChainVerdict.TrustedUnchecked("nobody"));
    }

    @Test
    void judgesTheWorstFirst() {
        assertThat(verdict(facts(Optional.of("none"), List.of("weak"), REVOKED, END.plusSeconds(1))))
                .isEqualTo(new ChainVerdict.Untrusted("CN=CA", "none"));
        assertThat(verdict(facts(Optional.empty(), List.of("weak"), REVOKED, END.plusSeconds(1))))
                .isEqualTo(new ChainVerdict.Unfit("weak"));
        assertThat(verdict(facts(Optional.empty(), List.of(), REVOKED, END.plusSeconds(1))))
                .isEqualTo(new ChainVerdict.Revoked(NOW, RevocationReason.KEY_COMPROMISE));
    }

    @Test
    void countsOnlyInsideItsDates() {
        ChainVerdict outside = new ChainVerdict.OutsideDates(NOW, END);

        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, END.plusSeconds(1))))
                .isEqualTo(outside);
        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, NOW.minusSeconds(1))))
                .isEqualTo(outside);
        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, END))).isEqualTo(new ChainVerdict.Trusted());
    }

    private static ChainVerdict verdict(ChainFacts facts) {
        return TrustPolicy.decide(facts).verdict();
    }

    private static ChainFacts facts(
            Optional<String> problem, List<String> unfit, RevocationFinding revocation, Instant at) {
        return new ChainFacts(
                ChainPurpose.MAIL_SIGNING,
                "aa",
                List.of(),
                "CN=CA",
                List.of("aa", "bb"),
                problem,
                unfit,
                NOW,
                END,
                revocation,
                at);
    }
}
