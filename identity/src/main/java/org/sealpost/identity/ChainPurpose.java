package org.sealpost.identity;

/** For what a chain of certificates is judged. */
public enum ChainPurpose {
    MAIL_SIGNING,
    MAIL_ENCRYPTION,
    TLS_SERVER,
    TLS_CLIENT,
    /** Plain path validation (RFC 5280 section 6) without any purpose; for looking into a chain, never for a decision. */
    ANY;

    public boolean isMail() {
        return this == MAIL_SIGNING || this == MAIL_ENCRYPTION;
    }

    public boolean isTls() {
        return this == TLS_SERVER || this == TLS_CLIENT;
    }
}
