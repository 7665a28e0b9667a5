package org.sealpost.protection;

import org.sealpost.mail.Content;

/** What came of the attempt to open an encrypted message. */
public sealed interface Opening {
    /**
     * The message as it was before it was encrypted, under the header fields that it came with.
     *
     * @param entity what was encrypted, as it was, with header fields of its own
     * @param keyFingerprint of the certificate or OpenPGP key that opened it
     * @param cipher such as {@code AES-256-GCM}
     * @param authenticated whether a change on the way would have been found (RFC 5083)
     */
    record Opened(Content content, Content entity, String keyFingerprint, String cipher, boolean authenticated)
            implements Opening {}

    /** None of the keys is named in the message. */
    record NoKey() implements Opening {}

    /** Damaged, changed, or in a form the house does not read; on purpose it is not told which. */
    record Unreadable() implements Opening {}

    /** The message is not encrypted in the way that was asked for. */
    record NotEncrypted() implements Opening {}
}
