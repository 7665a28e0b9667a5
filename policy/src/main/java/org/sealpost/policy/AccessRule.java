package org.sealpost.policy;

/** The rules of {@link AccessPolicy}. */
public enum AccessRule implements Rule {
    /** The house holds the person's key, so that any mail program reads the message. */
    CUSTODY_OF_THE_HOUSE,
    /** Only the person's devices hold the key. */
    CUSTODY_OF_THE_DEVICE,
    NOT_ENCRYPTED,
    /** A signature is verified whenever one is found. */
    SIGNATURE_FOUND,
    /** An opaque signature was taken off after it was verified, so that any mail program reads the message. */
    OPAQUE_SIGNATURE_UNWRAPPED,
    /** No program shall tell by itself that opened mail was read. */
    RECEIPT_REQUEST_TAKEN_OUT,
    /** The mailbox lies on a server behind, and nothing says that the connection to it must be encrypted. */
    WAY_BEHIND_NOT_PROTECTED
}
