package org.sealpost.mailbox;

import org.apache.james.mailbox.model.MessageId;

/** The number of a message; all its copies have the same. */
record StoredMessageId(long number) implements MessageId {
    static long of(MessageId id) {
        return ((StoredMessageId) id).number;
    }

    @Override
    public String serialize() {
        return Long.toString(number);
    }

    @Override
    public boolean isSerializable() {
        return true;
    }

    @Override
    public String toString() {
        return serialize();
    }
}
