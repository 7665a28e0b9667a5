package org.sealpost.policy;

import java.time.Instant;
import java.util.List;

/**
 * All that {@link ArchivePolicy} looks at: who the recovery agents are.
 *
 * @param agents in the order in which they came
 * @param need how many must agree to bring a key back
 */
public record ArchiveFacts(List<Agent> agents, int need, Instant now) {
    /**
     * A recovery agent.
     *
     * @param fingerprint SHA-256 of the certificate, lower-case hex
     * @param revoked whether the book says that the certificate must not be used, for good or for now
     */
    public record Agent(String fingerprint, Instant notBefore, Instant notAfter, boolean revoked) {}

    public ArchiveFacts {
        agents = List.copyOf(agents);
    }

    /** The agents to whose certificates something may be closed now. */
    public List<String> inForce() {
        return agents.stream()
                .filter(agent -> !agent.revoked() && !now.isBefore(agent.notBefore()) && !now.isAfter(agent.notAfter()))
                .map(Agent::fingerprint)
                .toList();
    }

    /** The agents whose shares of before may stay: a certificate that ended says nothing bad about its key. */
    public List<String> trusted() {
        return agents.stream()
                .filter(agent -> !agent.revoked())
                .map(Agent::fingerprint)
                .toList();
    }
}
