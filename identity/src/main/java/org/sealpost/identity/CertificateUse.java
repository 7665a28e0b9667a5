package org.sealpost.identity;

/** What a certificate may be used for, as far as the house asks. */
public enum CertificateUse {
    SIGN,
    ENCRYPT,
    TLS_SERVER,
    TLS_CLIENT,
    OCSP_SIGN,
    /** Opens archived keys, together with other recovery agents. */
    RECOVER_KEYS,
    /** Asks for certificates in the name of others. */
    ENROLL_FOR_OTHERS,
    ISSUE
}
