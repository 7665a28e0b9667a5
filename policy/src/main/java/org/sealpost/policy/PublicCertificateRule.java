package org.sealpost.policy;

/** The rules of {@link PublicCertificatePolicy}, and why a public authority was asked in vain. */
public enum PublicCertificateRule implements Rule {
    PUBLIC_CERTIFICATE_NOT_WANTED,
    PUBLIC_CERTIFICATE_MISSING,
    /** The server is to be known by other names than those in the certificate. */
    PUBLIC_CERTIFICATE_NAMES_CHANGED,
    PUBLIC_CERTIFICATE_RENEWAL_DUE,
    PUBLIC_CERTIFICATE_IS_GOOD,
    PUBLIC_AUTHORITY_WAITING,
    PUBLIC_AUTHORITY_FAILED
}
