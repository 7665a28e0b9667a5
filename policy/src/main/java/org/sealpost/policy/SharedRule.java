package org.sealpost.policy;

/** The rules of {@link SharedKeyPolicy}. */
public enum SharedRule implements Rule {
    /** A member opens the key of the mailbox with their own. */
    SHARED_KEY_CLOSED_TO_MEMBER,
    /** A member reads what the server opens, and nothing by themselves. */
    SHARED_MEMBER_WITHOUT_CERTIFICATE,
    /** Who shares the mailbox no more opens its key no more. */
    SHARED_KEY_CLOSED_AGAINST,
    /** Who left had taken the key along: a new one takes its place. */
    SHARED_KEY_REPLACED,
    /** Every key is closed to every member already. */
    SHARED_KEYS_ARE_CURRENT,
    /** Who reads what lies in a shared mailbox. */
    SHARED_MAILBOX_READ_BY
}
