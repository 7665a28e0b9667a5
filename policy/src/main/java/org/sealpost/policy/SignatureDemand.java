package org.sealpost.policy;

import java.util.Locale;

/** What a rule says about the signature of mail of our people. */
public enum SignatureDemand {
    /** Not signed. */
    NO,
    /** Signed by the author; for somebody who has no certificate, by the domain. */
    YES,
    /** Signed by the author's domain, whatever the author has (RFC 3183). */
    DOMAIN;

    /** As it is written in files: {@code domain}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String words() {
        return switch (this) {
            case NO -> "do not sign";
            case YES -> "sign";
            case DOMAIN -> "sign for the domain";
        };
    }
}
