package org.sealpost.pki.revocation;

/** Bytes that are no CRL or no OCSP answer; the message says what was found. */
public final class MalformedRevocation extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    MalformedRevocation(String message) {
        super(message);
    }

    MalformedRevocation(String message, Throwable cause) {
        super(message, cause);
    }
}
