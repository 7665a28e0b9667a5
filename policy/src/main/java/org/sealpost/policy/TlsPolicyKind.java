package org.sealpost.policy;

/** By which promise of a domain a connection was judged, RFC 8460 section 4.4. */
public enum TlsPolicyKind {
    TLSA("tlsa"),
    STS("sts"),
    NONE("no-policy-found");

    private final String word;

    TlsPolicyKind(String word) {
        this.word = word;
    }

    /** As reports have it. */
    public String word() {
        return word;
    }
}
