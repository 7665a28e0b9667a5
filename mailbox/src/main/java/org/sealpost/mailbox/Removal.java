package org.sealpost.mailbox;

import java.util.List;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.Mailbox;
import org.sealpost.store.database.Database;

/** Takes away everything of an account that was removed. */
record Removal(Database database, StoredMappers mappers) {
    void removeAll(Username user) {
        List<Mailbox> folders = database.read(
                sql -> sql.list(FolderRows.SELECT + "WHERE owner = ? ORDER BY id", FolderRows::map, user.asString()));
        for (Mailbox folder : folders) {
            mappers.mailboxes().delete(folder).block();
        }
        database.<Integer>write(sql -> {
            sql.update("DELETE FROM mailbox_subscription WHERE owner = ?", user.asString());
            sql.update("DELETE FROM mailbox_usage WHERE owner = ?", user.asString());
            // Rights of an account that is gone must not fall to the next one with the same name.
            return sql.update("DELETE FROM mailbox_acl WHERE entry IN (?, ?)", user.asString(), "-" + user.asString());
        });
    }
}
