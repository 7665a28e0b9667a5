package org.sealpost.policy;

/** On which of three levels a message is protected. */
public enum LevelRule implements Rule {
    /** Level 3. */
    LEVEL_MESSAGE,
    /** Level 2. */
    LEVEL_SESSION,
    /** Level 2, unless the other side cannot. */
    LEVEL_SESSION_IF_OFFERED,
    /** Level 1. */
    LEVEL_NETWORK,
    LEVEL_NONE,
    LEVEL_UNKNOWN
}
