package org.sealpost.mailbox;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxPath;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Folders of mailboxes that several people share: each member sees all of them, under {@code Shared}. */
public final class SharedFolders {
    private final Database database;
    private final Identifiers identifiers;
    private final StandardFolders maker;

    SharedFolders(Database database, Identifiers identifiers, StandardFolders maker) {
        this.database = database;
        this.identifiers = identifiers;
        this.maker = maker;
    }

    /**
     * Gives the folders of a mailbox, and those that it gets in the same step, to exactly these people and groups.
     *
     * @param rights letters of RFC 4314 by address
     */
    public Change granting(MailAddress mailbox, SortedMap<String, String> rights) {
        Username owner = Username.of(mailbox.key());
        SortedMap<String, String> entries = new TreeMap<>();
        rights.forEach((who, letters) -> entries.put(identifiers.parse(who).serialize(), letters));
        return () -> database.<Integer>write(sql -> {
            if (FolderRows.find(sql, MailboxPath.inbox(owner)).isEmpty()) {
                maker.create(sql, MailboxPath.inbox(owner));
            }
            return grant(sql, owner, entries);
        });
    }

    private static int grant(Sql sql, Username owner, Map<String, String> entries) throws SQLException {
        List<Long> folders =
                sql.list("SELECT id FROM mailbox WHERE owner = ?", row -> row.getLong(1), owner.asString());
        for (long folder : folders) {
            sql.update("DELETE FROM mailbox_acl WHERE mailbox = ?", folder);
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                sql.update(
                        "INSERT INTO mailbox_acl (mailbox, entry, rights) VALUES (?, ?, ?)",
                        folder,
                        entry.getKey(),
                        entry.getValue());
            }
        }
        return folders.size();
    }

    /**
     * Makes a folder in a mailbox, with those above it; who may use it is said by {@link #granting}.
     *
     * @throws IllegalArgumentException if no folder can have this name
     */
    public void make(MailAddress mailbox, String name) {
        MailboxPath path = MailboxPath.forUser(Username.of(mailbox.key()), name);
        try {
            path.assertAcceptable('.');
        } catch (org.apache.james.mailbox.exception.MailboxException e) {
            throw new IllegalArgumentException("not a name for a folder: " + e.getMessage(), e);
        }
        database.<Boolean>write(sql -> {
            maker.create(sql, path);
            return true;
        });
    }
}
