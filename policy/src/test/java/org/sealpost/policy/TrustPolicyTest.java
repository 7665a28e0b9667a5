package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.PathFacts;
import org.sealpost.identity.PathFacts.Member;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationMode;
import org.sealpost.identity.RevocationReason;
import org.sealpost.testkit.Samples;

class TrustPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant END = NOW.plus(Duration.ofDays(1));
    private static final RevocationFinding GOOD = new RevocationFinding.Good("book");
    private static final RevocationFinding REVOKED =
            new RevocationFinding.Revoked(NOW, RevocationReason.KEY_COMPROMISE, "book");
    private static final RevocationFinding NOBODY = new RevocationFinding.NotChecked("nobody");

    @Test
    void trustsAWholePathInWhichNothingIsRevoked() {
        assertThat(verdict(path(RevocationMode.HARD, GOOD))).isEqualTo(new ChainVerdict.Trusted());
    }

    @Test
    void tellsAnUnreachableServiceApartFromAnUntrustedChainAndFromOneThatWasChecked() {
        assertThat(verdict(path(RevocationMode.SOFT, NOBODY))).isEqualTo(new ChainVerdict.TrustedUnchecked("nobody"));
        assertThat(verdict(path(RevocationMode.HARD, NOBODY)))
                .isEqualTo(new ChainVerdict.RevocationUnavailable("nobody"));
        assertThat(verdict(path(RevocationMode.OFF, GOOD))).isInstanceOf(ChainVerdict.TrustedUnchecked.class);
    }

    @Test
    void aPathAboutWhichNobodyWasAskedIsNeverPlainlyTrusted() {
        PathFacts unasked = new PathFacts(
                members(), EnumSet.allOf(Check.class), List.of(), List.of(), NOW, END, RevocationMode.HARD, List.of());

        assertThat(verdict(unasked)).isEqualTo(new ChainVerdict.RevocationUnavailable("nobody was asked"));
    }

    @Test
    void judgesTheWorstOfAPathFirst() {
        assertThat(verdict(path(RevocationMode.HARD, REVOKED, Check.values())))
                .isInstanceOf(ChainVerdict.Distrusted.class);
        assertThat(verdict(path(RevocationMode.HARD, REVOKED, Check.DATES, Check.PURPOSE, Check.SIGNATURE)))
                .isEqualTo(new ChainVerdict.Untrusted("CN=CA", "ff", "SIGNATURE"));
        assertThat(verdict(path(RevocationMode.HARD, REVOKED, Check.DATES, Check.PURPOSE)))
                .isEqualTo(new ChainVerdict.Unfit("PURPOSE"));
        assertThat(verdict(path(RevocationMode.HARD, REVOKED, Check.DATES)))
                .isEqualTo(new ChainVerdict.Revoked(NOW, RevocationReason.KEY_COMPROMISE));
        assertThat(verdict(path(RevocationMode.HARD, GOOD, Check.DATES)))
                .isEqualTo(new ChainVerdict.OutsideDates(NOW, END, NOW));
    }

    @Test
    void theBestOfSeveralPathsCounts() {
        PathFacts revoked = path(RevocationMode.HARD, REVOKED);
        PathFacts forged = path(RevocationMode.HARD, GOOD, Check.SIGNATURE);
        PathFacts good = path(RevocationMode.HARD, GOOD);

        assertThat(verdict(forged, revoked)).isInstanceOf(ChainVerdict.Revoked.class);
        assertThat(verdict(forged, revoked, good)).isEqualTo(new ChainVerdict.Trusted());
    }

    @Test
    void withoutAPathItNamesTheIssuerThatIsNotKnown() {
        assertThat(verdict()).isEqualTo(new ChainVerdict.Untrusted("CN=CA", "ff", "none"));
    }

    @Test
    void anIssuerOfWhichOnlyTheNameIsKnownIsNamedWithoutAFingerprint() {
        assertThat(TrustPolicy.finding(new ChainVerdict.Untrusted("CN=CA", "", "none"))
                        .facts())
                .containsExactly("CN=CA", "none");
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

    @Test
    void noFaultIsEverOverlooked() {
        Samples.forAll(TrustPolicyTest::anyFacts, facts -> {
            boolean trusted = TrustPolicy.decide(facts).verdict() instanceof ChainVerdict.Trusted;

            assertThat(trusted)
                    .isEqualTo(facts.paths().stream()
                            .anyMatch(path -> path.faults().isEmpty()
                                    && path.mode() != RevocationMode.OFF
                                    && path.revocation().getFirst().finding().equals(GOOD)));
        });
    }

    private static ChainFacts anyFacts(RandomGenerator random) {
        List<RevocationFinding> findings = List.of(GOOD, REVOKED, NOBODY);
        List<PathFacts> paths = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            Check[] faults = Stream.of(Check.values())
                    .filter(check -> random.nextInt(12) == 0)
                    .toArray(Check[]::new);
            paths.add(path(
                    List.of(RevocationMode.HARD, RevocationMode.SOFT, RevocationMode.OFF)
                            .get(random.nextInt(3)),
                    findings.get(random.nextInt(findings.size())),
                    faults));
        }
        return facts(paths.toArray(PathFacts[]::new));
    }

    private static PathFacts path(RevocationMode mode, RevocationFinding finding, Check... faults) {
        return new PathFacts(
                members(),
                EnumSet.allOf(Check.class),
                Arrays.stream(faults)
                        .map(check -> new ChainFault(check, "aa", check.name()))
                        .toList(),
                List.of(),
                NOW,
                END,
                mode,
                List.of(new RevocationStatus("aa", finding, "")));
    }

    private static List<Member> members() {
        return List.of(new Member("aa", "CN=Ann", "1"), new Member("bb", "CN=CA", "2"));
    }

    private static ChainVerdict verdict(PathFacts... paths) {
        return TrustPolicy.decide(facts(paths)).verdict();
    }

    private static ChainFacts facts(PathFacts... paths) {
        return new ChainFacts(
                ChainPurpose.MAIL_SIGNING,
                NOW,
                "aa",
                "CN=Ann",
                List.of(),
                new ChainFacts.Issuer("CN=CA", "ff"),
                List.of(paths),
                paths.length == 0 ? Optional.of("none") : Optional.empty());
    }
}
