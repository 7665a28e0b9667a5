package org.sealpost.mailbox;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.mailbox.exception.UnsupportedRightException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.sealpost.store.database.Sql;

/** The tables of folders and of who may use them. Each method is part of the caller's transaction. */
final class FolderRows {
    static final String SELECT = "SELECT id, namespace, owner, name, uid_validity FROM mailbox ";

    private FolderRows() {}

    /** Numbers that a folder gave out: the last of {@code count} UIDs and modification sequences in a row. */
    record Turn(long folder, long lastUid, long lastModSeq, String owner) {}

    /**
     * Takes the next numbers of a folder. The row stays locked until the transaction ends, so that on all nodes together the
     * order of UIDs is the order of commits and none is left out (RFC 9051 section 2.3.1.1).
     */
    static Optional<Turn> advance(Sql sql, long folder, int count) throws SQLException {
        return sql.one(
                "UPDATE mailbox SET last_uid = last_uid + ?, modseq = modseq + ? WHERE id = ?"
                        + " RETURNING id, last_uid, modseq, owner",
                FolderRows::turn,
                count,
                count,
                folder);
    }

    /** The same by name, for deliveries. */
    static Optional<Turn> advance(Sql sql, MailboxPath path) throws SQLException {
        return sql.one(
                "UPDATE mailbox SET last_uid = last_uid + 1, modseq = modseq + 1"
                        + " WHERE namespace = ? AND owner = ? AND name = ? RETURNING id, last_uid, modseq, owner",
                FolderRows::turn,
                path.getNamespace(),
                path.getUser().asString(),
                path.getName());
    }

    /** Takes the next modification sequence, when flags change or messages go. */
    static Optional<Turn> change(Sql sql, long folder) throws SQLException {
        return sql.one(
                "UPDATE mailbox SET modseq = modseq + 1 WHERE id = ? RETURNING id, last_uid, modseq, owner",
                FolderRows::turn,
                folder);
    }

    private static Turn turn(ResultSet row) throws SQLException {
        return new Turn(row.getLong(1), row.getLong(2), row.getLong(3), row.getString(4));
    }

    static Mailbox insert(Sql sql, MailboxPath path, UidValidity uidValidity) throws SQLException {
        long id = sql.one(
                        "INSERT INTO mailbox (namespace, owner, name, uid_validity) VALUES (?, ?, ?, ?) RETURNING id",
                        row -> row.getLong(1),
                        path.getNamespace(),
                        path.getUser().asString(),
                        path.getName(),
                        uidValidity.asLong())
                .orElseThrow();
        return new Mailbox(path, uidValidity, new FolderId(id));
    }

    static Optional<Mailbox> find(Sql sql, MailboxPath path) throws SQLException {
        return withRights(
                        sql,
                        sql.list(
                                SELECT + "WHERE namespace = ? AND owner = ? AND name = ?",
                                FolderRows::map,
                                path.getNamespace(),
                                path.getUser().asString(),
                                path.getName()))
                .stream()
                .findFirst();
    }

    static Optional<Mailbox> find(Sql sql, long id) throws SQLException {
        return withRights(sql, sql.list(SELECT + "WHERE id = ?", FolderRows::map, id)).stream()
                .findFirst();
    }

    static Mailbox map(ResultSet row) throws SQLException {
        MailboxPath path = new MailboxPath(row.getString(2), Username.of(row.getString(3)), row.getString(4));
        return new Mailbox(path, UidValidity.of(row.getLong(5)), new FolderId(row.getLong(1)));
    }

    /** Adds who else may use the folders, in one question for all of them. */
    static List<Mailbox> withRights(Sql sql, List<Mailbox> folders) throws SQLException {
        Map<Long, Map<MailboxACL.EntryKey, MailboxACL.Rfc4314Rights>> rights = new HashMap<>();
        List<Long> ids = folders.stream()
                .map(folder -> FolderId.of(folder.getMailboxId()))
                .toList();
        for (String numbers : MessageRows.lists(ids)) {
            for (Granted granted : sql.list(
                    "SELECT mailbox, entry, rights FROM mailbox_acl WHERE mailbox IN (" + numbers + ")",
                    row -> new Granted(row.getLong(1), row.getString(2), row.getString(3)))) {
                rights.computeIfAbsent(granted.folder, folder -> new HashMap<>())
                        .put(MailboxACL.EntryKey.deserialize(granted.entry), parse(granted.rights));
            }
        }
        folders.forEach(folder ->
                folder.setACL(new MailboxACL(rights.getOrDefault(FolderId.of(folder.getMailboxId()), Map.of()))));
        return folders;
    }

    private record Granted(long folder, String entry, String rights) {}

    static MailboxACL rights(Sql sql, long folder) throws SQLException {
        Map<MailboxACL.EntryKey, MailboxACL.Rfc4314Rights> entries = new HashMap<>();
        for (Granted granted : sql.list(
                "SELECT mailbox, entry, rights FROM mailbox_acl WHERE mailbox = ?",
                row -> new Granted(row.getLong(1), row.getString(2), row.getString(3)),
                folder)) {
            entries.put(MailboxACL.EntryKey.deserialize(granted.entry), parse(granted.rights));
        }
        return new MailboxACL(entries);
    }

    private static MailboxACL.Rfc4314Rights parse(String rights) {
        try {
            return MailboxACL.Rfc4314Rights.deserialize(rights);
        } catch (UnsupportedRightException e) {
            throw new IllegalStateException("rights that we did not write: " + rights, e);
        }
    }
}
