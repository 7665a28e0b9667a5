package org.sealpost.policy;

/** Why a recipient is accepted or refused at RCPT TO. */
public enum RecipientRule implements Rule {
    RECIPIENT_IS_ACCOUNT,
    RECIPIENT_IS_GROUP,
    /** Postmaster or abuse, read by somebody else of the house since the directory has no such address. */
    RECIPIENT_IS_ROLE,
    /** An account of ours writes to the world. */
    RECIPIENT_OUTSIDE,
    /** Strangers may not use this server to write to strangers. */
    NO_RELAY,
    /** A server of ours behind this one writes to the world. */
    RECIPIENT_OUTSIDE_FOR_INNER_HOST,
    /** A connector's machine with the right to relay writes to the world. */
    RECIPIENT_OUTSIDE_FOR_MACHINE,
    /** The server behind knows the mailbox. */
    RECIPIENT_IS_INSIDE,
    RECIPIENT_INSIDE_NOT_ASKED,
    RECIPIENT_UNKNOWN_INSIDE,
    INNER_HOST_SILENT,
    RECIPIENT_UNKNOWN,
    RECIPIENT_DISABLED,
    GROUP_IS_EMPTY,
    GROUP_IS_TOO_LARGE,
    /** The members of a large group are found out after the message was accepted. */
    GROUP_IS_EXPANDED_LATER,
    GROUP_EXPANDED
}
