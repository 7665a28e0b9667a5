package org.sealpost.protocols.scan;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** What is taken of messages to see whether they came back as they were. */
final class Digests {
    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is part of Java", e);
        }
    }
}
