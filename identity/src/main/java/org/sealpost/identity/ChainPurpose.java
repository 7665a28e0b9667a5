package org.sealpost.identity;

/** For what a chain of certificates is judged. */
public enum ChainPurpose {
    MAIL_SIGNING,
    MAIL_ENCRYPTION,
    TLS_SERVER,
    TLS_CLIENT
}
