package org.sealpost.policy;

/** Why a recipient is accepted or refused at RCPT TO. */
public enum RecipientRule implements Rule {
    RECIPIENT_IS_ACCOUNT,
    RECIPIENT_IS_GROUP,
    /** An account of ours writes to the world. */
    RECIPIENT_OUTSIDE,
    /** Strangers may not use this server to write to strangers. */
    NO_RELAY,
    RECIPIENT_UNKNOWN,
    RECIPIENT_DISABLED,
    GROUP_IS_EMPTY,
    GROUP_IS_TOO_LARGE
}
