package org.sealpost.policy;

/** What becomes of a key that came by itself. */
public enum OpenPgpLearningVerdict {
    /** Mail to the address is encrypted to it. */
    LEARN,
    /** It is known; what it says of itself now is kept. */
    REFRESH,
    /** Kept aside until an administrator says which key is right; the one that was known goes on to serve. */
    SET_ASIDE,
    IGNORE
}
