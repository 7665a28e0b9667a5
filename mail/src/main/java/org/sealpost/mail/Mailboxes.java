package org.sealpost.mail;

/** The folders of people and groups, as delivery sees them. */
public interface Mailboxes {
    /**
     * Appends content to a folder of an account, byte for byte, and returns once it is on disk. The folder is made if it is
     * missing. Appending the same delivery id to the same account twice keeps one message, so that a crash between
     * append and queue does not show a mail twice.
     *
     * @throws MailFailure 4.2.2 if the mailbox is over its quota
     */
    default void append(MailAddress account, String folder, Content content, String deliveryId) {
        appending(account, folder, content, deliveryId).makeNow();
    }

    /** The same, to be made together with other changes. */
    Change appending(MailAddress account, String folder, Content content, String deliveryId);

    /** Bytes in all folders of the account. */
    long usedBytes(MailAddress account);

    /** Removes all folders of an account that was removed. */
    void removeAll(MailAddress account);
}
