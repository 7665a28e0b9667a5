package org.sealpost.protection;

/** How the header fields of a message go along inside what is signed or encrypted (RFC 9788). */
public enum HeaderMode {
    /** Not at all: the message was signed or encrypted by somebody else already. */
    NONE,
    /** As they stand outside, under the signature ({@code hp="clear"}). */
    SIGNED,
    /** As they stand outside, under encryption; nothing is hidden (the policy hcp_no_confidentiality). */
    ENCRYPTED,
    /** Outside the subject reads {@code [...]}, comments and keywords are left out (the policy hcp_baseline). */
    HIDDEN;

    boolean encrypts() {
        return this == ENCRYPTED || this == HIDDEN;
    }
}
