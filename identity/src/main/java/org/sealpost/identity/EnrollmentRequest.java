package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A request that waits for consent, or got its answer.
 *
 * @param id short, for people to type
 * @param owner for whom
 * @param replaces fingerprint of the certificate that it is to replace
 * @param subjectPublicKeyInfo the key to certify, DER, if the applicant made it; empty if the house makes it
 * @param agents owners of the enrolment agents that signed it
 * @param reason why it was denied, or what the manager noted; may be empty
 */
public record EnrollmentRequest(
        String id,
        String owner,
        String template,
        int templateVersion,
        Optional<String> replaces,
        Optional<byte[]> subjectPublicKeyInfo,
        State state,
        List<String> agents,
        String reason,
        Instant requestedAt) {
    /** Where a request stands. */
    public enum State {
        PENDING,
        APPROVED,
        DENIED,
        ISSUED
    }

    public EnrollmentRequest {
        agents = List.copyOf(agents);
    }

    public EnrollmentRequest answered(State answer, String why) {
        return new EnrollmentRequest(
                id, owner, template, templateVersion, replaces, subjectPublicKeyInfo, answer, agents, why, requestedAt);
    }

    public EnrollmentRequest signedBy(String agent) {
        List<String> all = new java.util.ArrayList<>(agents);
        all.add(agent);
        return new EnrollmentRequest(
                id, owner, template, templateVersion, replaces, subjectPublicKeyInfo, state, all, reason, requestedAt);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EnrollmentRequest that && id.equals(that.id) && state == that.state;
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }
}
