package org.sealpost.policy;

/** Why a sender is told what became of a message, or is not. */
public enum ReportRule implements Rule {
    /** The sender wants to be told of this, or did not say otherwise. */
    REPORT_WANTED,
    /** The sender said of what it wants to be told, and this is not among it; or did not ask for more than the usual. */
    REPORT_NOT_WANTED,
    /** The message has no sender, as a report itself. */
    NOBODY_TO_TELL,
    /** A delay, of which strangers are told only if they ask. */
    STRANGER_NOT_TOLD,
    /** Its sender is probably not who it claims to be, and would be told that an address exists. */
    SUSPECTED_NOT_TOLD
}
