package org.sealpost.mail;

/** The cryptographic protection that a message carries, as read from its outermost MIME entity. */
public sealed interface Protection {
    record Clear() implements Protection {}

    /** Signed, not yet verified. */
    record Signed() implements Protection {}

    record Encrypted() implements Protection {}
}
