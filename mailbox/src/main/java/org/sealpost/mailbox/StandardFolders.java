package org.sealpost.mailbox;

import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxPath;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The folders that each account has from the start (RFC 6154), so that every client finds the same ones. */
public final class StandardFolders {
    static final String DRAFTS = "Drafts";

    /** INBOX first; the others get their special use by their names. */
    public static final List<String> NAMES = List.of("INBOX", "Archive", DRAFTS, "Junk", "Sent", "Trash");

    private static final int REMEMBERED = 10_000;

    private final Database database;
    private final List<String> names;
    private final Clock clock;
    /** Accounts that were seen to have their folders; only saves questions to the database. */
    private final Set<String> provided = ConcurrentHashMap.newKeySet();

    StandardFolders(Database database, List<String> names, Clock clock) {
        this.database = database;
        this.names = List.copyOf(names);
        this.clock = clock;
    }

    /** Makes what is missing; called at each login. A folder that the user deleted stays deleted while INBOX is there. */
    public void provide(String owner) {
        if (provided.contains(owner)) {
            return;
        }
        Username user = Username.of(owner);
        database.<Boolean>write(sql -> {
            if (FolderRows.find(sql, MailboxPath.inbox(user)).isEmpty()) {
                createAll(sql, user);
            }
            return true;
        });
        if (provided.size() >= REMEMBERED) {
            provided.clear();
        }
        provided.add(owner);
    }

    /** Makes a folder with its parents, and with it all others if the account has none yet. */
    void create(Sql sql, MailboxPath path) throws SQLException {
        if (FolderRows.find(sql, MailboxPath.inbox(path.getUser())).isEmpty()) {
            createAll(sql, path.getUser());
        }
        createOnly(sql, path);
    }

    /** Makes a folder with its parents and nothing else. */
    boolean createOnly(Sql sql, MailboxPath path) throws SQLException {
        for (MailboxPath level : path.getHierarchyLevels(MailboxConstants.DEFAULT_DELIMITER)) {
            createOne(sql, level);
        }
        return true;
    }

    void forget(String owner) {
        provided.remove(owner);
    }

    private void createAll(Sql sql, Username user) throws SQLException {
        for (String name : names) {
            createOne(sql, MailboxPath.forUser(user, name));
        }
    }

    private void createOne(Sql sql, MailboxPath path) throws SQLException {
        sql.update(
                "INSERT INTO mailbox (namespace, owner, name, uid_validity) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                path.getNamespace(),
                path.getUser().asString(),
                path.getName(),
                // Seconds grow, so that a folder made again under the same name is another one for clients.
                clock.instant().getEpochSecond());
        sql.update(
                "INSERT INTO mailbox_subscription (owner, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
                path.getUser().asString(),
                path.asEscapedString());
    }
}
