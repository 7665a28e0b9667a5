package org.sealpost.policy;

/** What to do about the certificate that a public authority gives the server. */
public enum PublicCertificateVerdict {
    /** Nothing; the one there is good, or none is wanted. */
    KEEP,
    OBTAIN,
    /** One is needed, but the authority was asked in vain a short time ago. */
    WAIT
}
