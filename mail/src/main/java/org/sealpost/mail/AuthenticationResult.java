package org.sealpost.mail;

import java.util.Locale;

/** What a check of a sender came to (RFC 8601 section 2.7). */
public enum AuthenticationResult {
    NONE,
    PASS,
    FAIL,
    SOFTFAIL,
    NEUTRAL,
    /** It would pass, but the house does not accept the way in which it does. */
    POLICY,
    TEMPERROR,
    PERMERROR;

    /** As mail header fields write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
