package org.sealpost.mail;

import java.util.List;

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
    default Change appending(MailAddress account, String folder, Content content, String deliveryId) {
        return appending(account, new Place(folder, List.of()), content, deliveryId);
    }

    /** The same, with flags. */
    Change appending(MailAddress account, Place place, Content content, String deliveryId);

    /**
     * Where a message comes to lie.
     *
     * @param folder as IMAP shows it
     * @param flags such as {@code \Seen} or {@code $work}
     */
    record Place(String folder, List<String> flags) {
        public Place {
            flags = List.copyOf(flags);
        }
    }

    /** Whether the account has a folder of this name. */
    boolean has(MailAddress account, String folder);

    /** Bytes in all folders of the account. */
    long usedBytes(MailAddress account);

    /** Removes all folders of an account that was removed. */
    void removeAll(MailAddress account);
}
