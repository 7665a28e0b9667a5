package org.sealpost.mail;

/** What came of one layer of encryption. */
public sealed interface EncryptionCheck {
    /**
     * The key was at hand and fitted.
     *
     * @param certificate of the key that opened it, SHA-256, lower-case hex
     * @param cipher such as {@code AES-256-GCM}
     * @param authenticated whether a change on the way would have been found (RFC 5083)
     */
    record Opened(String certificate, String cipher, boolean authenticated) implements EncryptionCheck {}

    /** Encrypted to none of the keys that are at hand. */
    record NoKey() implements EncryptionCheck {}

    /** Damaged, changed, or in a form the house does not read; on purpose it is not told which. */
    record Unreadable() implements EncryptionCheck {}

    /** Nobody tried: only the person's devices hold the key. */
    record LeftClosed() implements EncryptionCheck {}
}
