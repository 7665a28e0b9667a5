package org.sealpost.identity;

/** Where a certificate stands in its life. Kept once; CRL, OCSP and directory all read it. */
public enum CertificateStatus {
    ACTIVE,
    /** Replaced by a newer one; its key still opens old mail. */
    SUPERSEDED,
    /** Revoked for the time being, until somebody says whether it was stolen (RFC 5280 section 5.3.1, certificateHold). */
    ON_HOLD,
    REVOKED,
    /** The account is gone or has another address; no longer published. */
    WITHDRAWN
}
