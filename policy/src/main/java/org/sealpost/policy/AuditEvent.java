package org.sealpost.policy;

import java.time.Instant;
import java.util.List;

/**
 * One line for the audit log: who did what to what, with which result, and why. Holds no secret, key or message body.
 *
 * @param actor an account, an administrator or a part of the house: {@code ann@example.org}, {@code admin root}, {@code
 *     transport}
 * @param subject the queue id, address or fingerprint that it is about
 * @param outcome in few words: {@code signed and encrypted to bob@example.org}
 */
public record AuditEvent(
        Instant at, AuditAction action, String actor, String subject, String outcome, List<Finding> because) {
    public AuditEvent {
        because = List.copyOf(because);
        if (because.isEmpty()) {
            throw new IllegalArgumentException("an audit event needs a reason");
        }
    }
}
