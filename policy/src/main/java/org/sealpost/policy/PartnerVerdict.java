package org.sealpost.policy;

import java.time.Instant;

/** Whether the other side of a session is the partner. */
public sealed interface PartnerVerdict {
    /**
     * It is.
     *
     * @param certificate SHA-256 of what was shown
     * @param anchor SHA-256 of the partner's authority, or of the pinned key
     * @param ends when that certificate ends
     */
    record Proved(String certificate, String anchor, Instant ends) implements PartnerVerdict {}

    record Unproved() implements PartnerVerdict {}

    default boolean isProved() {
        return this instanceof Proved;
    }
}
