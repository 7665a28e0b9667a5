package org.sealpost.identity;

/** Where a certificate stands in its life. Kept once; CRL, OCSP and directory all read it. */
public enum CertificateStatus {
    ACTIVE,
    /** Replaced by a newer one; its key still opens old mail. */
    SUPERSEDED,
    REVOKED,
    /** The account is gone or has another address; no longer published. */
    WITHDRAWN
}
