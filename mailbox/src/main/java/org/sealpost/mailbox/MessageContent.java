package org.sealpost.mailbox;

import java.io.IOException;
import java.io.InputStream;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.sealpost.mail.Content;

/** The bytes of a message that is about to be stored. */
record MessageContent(MailboxMessage message) implements Content {
    @Override
    public long sizeBytes() {
        return message.getFullContentOctets();
    }

    @Override
    public InputStream open() throws IOException {
        return message.getFullContent();
    }
}
