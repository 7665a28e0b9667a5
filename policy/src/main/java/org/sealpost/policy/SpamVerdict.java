package org.sealpost.policy;

/** What is done with a message from outside because of its points. */
public enum SpamVerdict {
    ACCEPT,
    JUNK,
    QUARANTINE,
    REFUSE,
    /** It may come again later. */
    DEFER
}
