package org.sealpost.mailbox;

import org.apache.james.mailbox.model.MessageId;
import org.sealpost.store.database.Database;

/**
 * Gives each message its number, unique over all nodes: a node takes a block of numbers from the database and uses it up in
 * memory. A restart leaves a gap, which harms nobody.
 */
final class MessageNumbers implements MessageId.Factory {
    private static final int BLOCK = 1_000;

    private final Database database;
    private long next;
    private long end;

    MessageNumbers(Database database) {
        this.database = database;
    }

    @Override
    public MessageId fromString(String serialized) {
        return new StoredMessageId(Long.parseLong(serialized));
    }

    @Override
    public synchronized MessageId generate() {
        if (next == end) {
            end = database.write(sql -> sql.one(
                            "UPDATE mailbox_number SET next = next + ? WHERE name = 'message' RETURNING next",
                            row -> row.getLong(1),
                            BLOCK))
                    .orElseThrow();
            next = end - BLOCK;
        }
        return new StoredMessageId(next++);
    }
}
