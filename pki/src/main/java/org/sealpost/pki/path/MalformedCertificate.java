package org.sealpost.pki.path;

/** Bytes that are no certificate, or one that no honest authority makes; the message says what was found. */
public final class MalformedCertificate extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public MalformedCertificate(String message) {
        super(message);
    }

    MalformedCertificate(String message, Throwable cause) {
        super(message, cause);
    }
}
