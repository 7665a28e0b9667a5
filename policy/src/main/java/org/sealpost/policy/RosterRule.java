package org.sealpost.policy;

/** Why a list from elsewhere changes the directory, or does not. */
public enum RosterRule implements Rule {
    /** Facts: listed, steps. */
    LIST_IS_FOLLOWED,
    /** Facts: how many would vanish, of how many, the allowed share. */
    TOO_MANY_WOULD_VANISH
}
