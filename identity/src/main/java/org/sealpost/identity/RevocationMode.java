package org.sealpost.identity;

/** What becomes of a path whose revocation nobody can tell. */
public enum RevocationMode {
    /** It is not trusted until somebody can tell. */
    HARD,
    /** It is used, and shown as not checked. */
    SOFT,
    /** Nobody is asked, and it is shown as not checked. */
    OFF
}
