package org.sealpost.policy;

/** Whether the other side of a session is the partner. */
public sealed interface PartnerVerdict {
    /**
     * It is.
     *
     * @param certificate SHA-256 of what was shown
     * @param anchor SHA-256 of the partner's authority, or of the pinned key
     */
    record Proved(String certificate, String anchor) implements PartnerVerdict {}

    record Unproved() implements PartnerVerdict {}

    default boolean isProved() {
        return this instanceof Proved;
    }
}
