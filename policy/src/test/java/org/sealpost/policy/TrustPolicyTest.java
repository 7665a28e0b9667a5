package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationReason;
import org.sealpost.testkit.Samples;

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
        Instant late = END.plusSeconds(1);
        Instant early = NOW.minusSeconds(1);

        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, late)))
                .isEqualTo(new ChainVerdict.OutsideDates(NOW, END, late));
        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, early)))
                .isEqualTo(new ChainVerdict.OutsideDates(NOW, END, early));
        assertThat(verdict(facts(Optional.empty(), List.of(), GOOD, END))).isEqualTo(new ChainVerdict.Trusted());
    }

    @Test
    void aVerdictIsExplainedAfterwardsAsItWasDecided() {
        Samples.forAll(TrustPolicyTest::anyFacts, facts -> {
            Decision<ChainVerdict> decision = TrustPolicy.decide(facts);

            assertThat(decision.because()).containsExactly(TrustPolicy.finding(decision.verdict()));
            assertThat(Explanation.sentences(decision.because(), Locale.ENGLISH))
                    .doesNotContain("{");
        });
    }

    private static ChainFacts anyFacts(RandomGenerator random) {
        List<RevocationFinding> findings = List.of(GOOD, REVOKED, new RevocationFinding.NotChecked("nobody"));
        return facts(
                random.nextInt(4) == 0 ? Optional.of("none") : Optional.empty(),
                random.nextInt(4) == 0 ? List.of("weak", "short") : List.of(),
                findings.get(random.nextInt(findings.size())),
                NOW.plus(Duration.ofHours(random.nextInt(-10, 40))));
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
