package org.sealpost.policy;

/** What happens to a message before its reader gets it. */
public enum AccessVerdict {
    /** Decrypted with the reader's key. */
    OPEN,
    /** Left as it is. */
    LEAVE
}
