package org.sealpost.policy;

/** What the server behind this one says about a recipient. */
public enum InnerAnswer {
    TAKES,
    REFUSES,
    /** It cannot be asked now, or does not know now. */
    SILENT,
    /** Nobody asks it, as an administrator wants. */
    NOT_ASKED
}
