package org.sealpost.policy;

/** What the sender of a message said about its way, RFC 8689. */
public enum HopWish {
    NONE,
    /** REQUIRETLS: rather not at all than without protection, on all of the way. */
    TLS_REQUIRED,
    /** {@code TLS-Required: No}: rather without protection than not at all. */
    TLS_NOT_REQUIRED
}
