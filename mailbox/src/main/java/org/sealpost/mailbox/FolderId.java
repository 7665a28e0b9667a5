package org.sealpost.mailbox;

import org.apache.james.mailbox.model.MailboxId;

/** The number of a folder; it stays when the folder is renamed. */
record FolderId(long number) implements MailboxId {
    static long of(MailboxId id) {
        return ((FolderId) id).number;
    }

    @Override
    public String serialize() {
        return Long.toString(number);
    }

    @Override
    public String toString() {
        return serialize();
    }
}
