package org.sealpost.identity;

/** What a certificate may be used for. */
public enum CertificateUse {
    SIGN,
    ENCRYPT,
    TLS_SERVER,
    OCSP_SIGN,
    ISSUE
}
