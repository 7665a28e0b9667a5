package org.sealpost.protection;

import org.sealpost.mail.Protection;

/** What kind of protection the outermost entity of a message has, by its structure; who can open it is not asked. */
enum SmimeKind {
    NONE,
    CLEAR_SIGNED,
    OPAQUE_SIGNED,
    ENCRYPTED,
    /** CompressedData (RFC 3274), which protects nothing. */
    COMPRESSED,
    /** OpenPGP: seen, so that nobody protects it again, but not opened here. */
    OTHER_SIGNED,
    OTHER_ENCRYPTED;

    Protection protection() {
        return switch (this) {
            case NONE, COMPRESSED -> new Protection.Clear();
            case CLEAR_SIGNED, OPAQUE_SIGNED, OTHER_SIGNED -> new Protection.Signed();
            case ENCRYPTED, OTHER_ENCRYPTED -> new Protection.Encrypted();
        };
    }
}
