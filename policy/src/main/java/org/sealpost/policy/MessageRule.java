package org.sealpost.policy;

/** Why a message is accepted or refused once its header section is known. */
public enum MessageRule implements Rule {
    /** RFC 5321 section 6.3: more Received fields than any honest way needs. */
    MAIL_LOOP,
    /** What one program takes for header and another for body cannot be checked. */
    HEADER_IS_BROKEN,
    NOT_ONE_AUTHOR,
    AUTHOR_IS_NOT_ACCOUNT,
    AUTHOR_IS_ACCOUNT,
    /** Somebody writes as a mailbox that several people share. */
    AUTHOR_IS_SHARED_MAILBOX,
    /** Somebody writes for a mailbox that several people share, and is named as the sender. */
    AUTHOR_ON_BEHALF,
    TAKEN_FROM_OUTSIDE
}
