package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.Samples;

class ArchivePolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration DAY = Duration.ofDays(1);

    @Test
    void withoutAgentsTheServerKeepsTheKeyAlone() {
        assertThat(decide(2).verdict()).isEqualTo(new ArchiveVerdict.NoAgents());
    }

    @Test
    void aKeyIsClosedToAllAgentsWhoseCertificatesCount() {
        Decision<ArchiveVerdict> decision = decide(2, agent("a"), agent("b"), agent("c"));

        assertThat(decision.verdict()).isEqualTo(new ArchiveVerdict.Close(2, List.of("a", "b", "c")));
        assertThat(decision.because()).containsExactly(Finding.of(RecoveryRule.KEY_SHARED_AT_ISSUANCE, 3, 2));
    }

    @Test
    void whoseCertificateEndedHasNotBegunOrIsRevokedDoesNotCount() {
        ArchiveFacts.Agent ended = new ArchiveFacts.Agent("ended", NOW.minus(DAY), NOW.minusMillis(1), false);
        ArchiveFacts.Agent early = new ArchiveFacts.Agent("early", NOW.plusMillis(1), NOW.plus(DAY), false);
        ArchiveFacts.Agent revoked = new ArchiveFacts.Agent("revoked", NOW.minus(DAY), NOW.plus(DAY), true);

        assertThat(decide(1, ended, early, revoked, agent("a")).verdict())
                .isEqualTo(new ArchiveVerdict.Close(1, List.of("a")));
        assertThat(new ArchiveFacts(List.of(ended, early, revoked), 1, NOW).trusted())
                .as("a certificate that ended says nothing about its key")
                .containsExactly("ended", "early");
    }

    @Test
    void waitsIfThereAreAgentsButFewerThanMustAgree() {
        Decision<ArchiveVerdict> decision = decide(2, agent("a"));

        assertThat(decision.verdict()).isEqualTo(new ArchiveVerdict.Wait());
        assertThat(decision.because()).containsExactly(Finding.of(RecoveryRule.RECOVERY_AGENTS_TOO_FEW, 1, 1, 2));
    }

    @Test
    void neverClosesToFewerThanMustAgreeAndNeverToOneWhoDoesNotCount() {
        Samples.forAll(
                random -> {
                    List<ArchiveFacts.Agent> agents = new ArrayList<>();
                    int count = random.nextInt(5);
                    for (int number = 0; number < count; number++) {
                        Instant from = NOW.plus(DAY.multipliedBy(random.nextInt(-3, 2)));
                        agents.add(new ArchiveFacts.Agent(
                                "agent " + number,
                                from,
                                from.plus(DAY.multipliedBy(random.nextInt(1, 4))),
                                random.nextInt(4) == 0));
                    }
                    return new ArchiveFacts(agents, random.nextInt(1, 4), NOW);
                },
                facts -> {
                    ArchiveVerdict verdict = ArchivePolicy.decide(facts).verdict();

                    assertThat(verdict instanceof ArchiveVerdict.NoAgents)
                            .isEqualTo(facts.agents().isEmpty());
                    if (verdict instanceof ArchiveVerdict.Close close) {
                        assertThat(close.fingerprints()).hasSizeGreaterThanOrEqualTo(facts.need());
                        assertThat(facts.agents())
                                .filteredOn(agent -> close.fingerprints().contains(agent.fingerprint()))
                                .allMatch(agent -> !agent.revoked()
                                        && !agent.notBefore().isAfter(NOW)
                                        && !agent.notAfter().isBefore(NOW));
                    }
                });
    }

    private static ArchiveFacts.Agent agent(String name) {
        return new ArchiveFacts.Agent(name, NOW, NOW, false);
    }

    private static Decision<ArchiveVerdict> decide(int need, ArchiveFacts.Agent... agents) {
        return ArchivePolicy.decide(new ArchiveFacts(List.of(agents), need, NOW));
    }
}
