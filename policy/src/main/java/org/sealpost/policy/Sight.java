package org.sealpost.policy;

/** How much of a message those could see who looked into it. */
public sealed interface Sight {
    /** It was readable as it came, or nobody had to look into it. */
    record Clear() implements Sight {}

    /**
     * It was encrypted, and a copy was opened for inspection.
     *
     * @param key the certificate with whose key, as the audit log names it
     */
    record Opened(String key) implements Sight {}

    /** It is encrypted, and no key for inspection opens it. */
    record Closed() implements Sight {}

    /** It is encrypted, and was left closed, since that is wanted. */
    record LeftClosed() implements Sight {}
}
