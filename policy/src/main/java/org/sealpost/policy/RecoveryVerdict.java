package org.sealpost.policy;

/** How a recovery goes on. */
public enum RecoveryVerdict {
    /** The keys may be put together. */
    COMBINE,
    /** More agents have to agree. */
    WAIT,
    /** Its time is over. */
    EXPIRE,
    /** It is over already. */
    REFUSE
}
