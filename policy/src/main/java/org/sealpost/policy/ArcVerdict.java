package org.sealpost.policy;

/** What those who passed a message on are worth for the question who sent it. */
public enum ArcVerdict {
    /** Nothing: there is no chain, it is broken, its last sealer is a stranger, or nobody says what it is asked. */
    NOTHING,
    /** One who is trusted saw the author's domain stand for the message, and only those who are trusted had it since. */
    VOUCHED,
    /** The DNS did not answer, and all who are named are trusted. */
    UNANSWERED
}
