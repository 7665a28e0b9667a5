package org.sealpost.policy;

/** How a connection to another server is encrypted, weakest first. What is older than TLS 1.2 counts as clear (RFC 8996). */
public enum TlsLevel {
    CLEAR("in clear"),
    TLS_1_2("TLS 1.2"),
    TLS_1_3("TLS 1.3");

    private final String words;

    TlsLevel(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }

    boolean reaches(TlsLevel least) {
        return compareTo(least) >= 0;
    }

    TlsLevel stronger(TlsLevel other) {
        return reaches(other) ? this : other;
    }
}
