package org.sealpost.policy;

/** Why a sender is accepted or refused at MAIL FROM. */
public enum SenderRule implements Rule {
    /** The address or an alias of the account that logged in. */
    SENDER_IS_ACCOUNT,
    SENDER_IS_NOT_ACCOUNT,
    /** A mailbox that several people share, and this one may write in its name. */
    SENDER_IS_SHARED_MAILBOX,
    /** Bounces and read receipts have no sender, RFC 5321 section 4.5.5. */
    NULL_SENDER,
    SENDER_OUTSIDE,
    /** A server of ours behind this one, from an address that an administrator named. */
    SENDER_IS_INNER_HOST,
    /** A connector's machine, which an administrator trusts for where it comes from. */
    OWN_SENDER_OF_MACHINE,
    /** Our own users log in before they send; whoever does not is somebody else. */
    OWN_SENDER_WITHOUT_LOGIN
}
