package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;

/** The newest messages of a person in any folder, to see whether they can be read. */
public final class NewestMail {
    private final Database database;
    private final ContentStore contents;

    public NewestMail(Database database, ContentStore contents) {
        this.database = database;
        this.contents = contents;
    }

    /** At most so many, newest first. */
    public List<Content> of(MailAddress owner, int limit) {
        List<Long> found = database.read(sql -> sql.list(
                "SELECT m.content FROM mailbox b JOIN mailbox_entry e ON e.mailbox = b.id"
                        + " JOIN mailbox_message m ON m.id = e.message WHERE b.owner = ? ORDER BY m.id DESC LIMIT ?",
                row -> row.getLong(1),
                owner.key(),
                limit));
        List<Content> messages = new ArrayList<>();
        found.forEach(content -> messages.add(contents.get(content)));
        return messages;
    }
}
