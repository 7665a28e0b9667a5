package org.sealpost.mailbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.mailbox.model.MailboxPath;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Dialect;

/**
 * Mail that lies in folders, for whoever gives it another form there. A message that is given one gets the next UID of its
 * folder and keeps flags, keywords and dates; in between there is never a moment in which both or neither are there. What was
 * gone through is remembered, so that a stop costs at most one message.
 */
public final class StoredMail {
    private final Database database;
    private final ContentStore contents;
    private final Parts parts;
    private final Folders folders;
    private final Clock clock;

    StoredMail(Database database, ContentStore contents, Parts parts, Folders folders, Clock clock) {
        this.database = database;
        this.contents = contents;
        this.parts = parts;
        this.folders = folders;
        this.clock = clock;
    }

    /** A message where it lies. */
    public record Lying(long folder, String folderName, long uid, Content content) {}

    /**
     * How far somebody's mail is.
     *
     * @param form that all of it is to have
     * @param messages in all folders
     * @param unchecked of these, not yet gone through
     * @param changed given the form
     * @param leftAlone cannot be given it, since the house cannot open them
     */
    public record Progress(
            MailAddress owner,
            String form,
            long messages,
            long unchecked,
            long changed,
            long leftAlone,
            Optional<Instant> doneAt) {}

    /** All of whom a form is known, in order of their addresses. Counts all their messages. */
    public List<Progress> progress() {
        return progress("ORDER BY f.owner");
    }

    /** Of one of them. */
    public Optional<Progress> progress(MailAddress owner) {
        return progress("WHERE f.owner = ?", owner.key()).stream().findFirst();
    }

    private List<Progress> progress(String condition, Object... arguments) {
        return database.read(sql -> sql.list(
                "SELECT f.owner, f.form, (SELECT COUNT(*) FROM mailbox_entry e JOIN mailbox b ON b.id = e.mailbox"
                        + " WHERE b.owner = f.owner), (SELECT COUNT(*) FROM mailbox_entry e JOIN mailbox b ON b.id = e.mailbox"
                        + " LEFT JOIN mailbox_form_folder c ON c.mailbox = b.id"
                        + " WHERE b.owner = f.owner AND e.uid > COALESCE(c.checked_uid, 0)), f.changed, f.left_alone, f.done_at"
                        + " FROM mailbox_form f " + condition,
                row -> new Progress(
                        MailAddress.parse(row.getString(1)),
                        row.getString(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7) == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(row.getLong(7)))),
                arguments));
    }

    /**
     * Somebody of whom a form is known.
     *
     * @param left whether there is mail of theirs that was not gone through, or nobody said that all was
     */
    public record Standing(MailAddress owner, String form, boolean left) {}

    /** Those of whom something is left to do; {@code all}: also those of whom nothing is. Counts nothing. */
    public List<Standing> standing(boolean all) {
        return database.read(sql -> sql.list(
                "SELECT f.owner, f.form, CASE WHEN f.done_at = 0 OR EXISTS (SELECT 1 FROM mailbox b"
                        + " LEFT JOIN mailbox_form_folder c ON c.mailbox = b.id WHERE b.owner = f.owner AND EXISTS"
                        + " (SELECT 1 FROM mailbox_entry e WHERE e.mailbox = b.id AND e.uid > COALESCE(c.checked_uid, 0)))"
                        + " THEN 1 ELSE 0 END FROM mailbox_form f " + (all ? "" : "WHERE f.done_at = 0 ")
                        + "ORDER BY f.owner",
                row -> new Standing(MailAddress.parse(row.getString(1)), row.getString(2), row.getInt(3) == 1)));
    }

    /** Says which form somebody's mail is to have from now on; all of it is gone through again if it was another one. */
    public void begin(MailAddress owner, String form) {
        database.<Integer>write(sql -> {
            sql.update(
                    "DELETE FROM mailbox_form_folder WHERE mailbox IN (SELECT id FROM mailbox WHERE owner = ?)",
                    owner.key());
            return sql.update(
                    "INSERT INTO mailbox_form (owner, form, begun_at, done_at, changed, left_alone)"
                            + " VALUES (?, ?, ?, 0, 0, 0) ON CONFLICT (owner) DO UPDATE SET form = excluded.form,"
                            + " begun_at = excluded.begun_at, done_at = 0, changed = 0, left_alone = 0",
                    owner.key(),
                    form,
                    clock.instant());
        });
    }

    /** The next messages that were not gone through, folder by folder in the order of their UIDs. */
    public List<Lying> next(MailAddress owner, int limit) {
        return database.read(sql -> sql.list(
                "SELECT b.id, b.name, e.uid, m.content, m.size_bytes FROM mailbox_entry e JOIN mailbox b ON b.id = e.mailbox"
                        + " JOIN mailbox_message m ON m.id = e.message LEFT JOIN mailbox_form_folder c ON c.mailbox = b.id"
                        + " WHERE b.owner = ? AND e.uid > COALESCE(c.checked_uid, 0) ORDER BY b.id, e.uid LIMIT ?",
                row -> new Lying(
                        row.getLong(1),
                        row.getString(2),
                        row.getLong(3),
                        new Opened(contents, row.getLong(4), row.getLong(5))),
                owner.key(),
                limit));
    }

    /** Its bytes, once somebody reads them. */
    private record Opened(ContentStore contents, long id, long sizeBytes) implements Content {
        @Override
        public java.io.InputStream open() throws java.io.IOException {
            return contents.get(id).open();
        }
    }

    /** Notes that a message was looked at and stays as it lies. */
    public void leave(MailAddress owner, Lying message, boolean alone) {
        database.<Integer>write(sql -> {
            Appending.checked(sql, message.folder(), message.uid());
            return alone
                    ? sql.update("UPDATE mailbox_form SET left_alone = left_alone + 1 WHERE owner = ?", owner.key())
                    : 0;
        });
    }

    /**
     * Puts content into the place of a message, and tells those who look at the folder. Nothing happens if somebody took the
     * message away in the meantime.
     */
    public void replace(MailAddress owner, Lying message, Content content) {
        parts.appending()
                .replace(owner.key(), message.folder(), message.uid(), content)
                .ifPresent(replaced -> {
                    Username user = Username.of(owner.key());
                    parts.announce(
                            MailboxPath.forUser(user, message.folderName()),
                            replaced,
                            folders.createSystemSession(user));
                });
    }

    /** All of somebody's mail has its form. */
    public void done(MailAddress owner) {
        database.<Integer>write(
                sql -> sql.update("UPDATE mailbox_form SET done_at = ? WHERE owner = ?", clock.instant(), owner.key()));
        settle();
    }

    /** Nobody asks for a form of this mail any more. */
    public void forget(MailAddress owner) {
        database.<Integer>write(sql -> {
            sql.update(
                    "DELETE FROM mailbox_form_folder WHERE mailbox IN (SELECT id FROM mailbox WHERE owner = ?)",
                    owner.key());
            return sql.update("DELETE FROM mailbox_form WHERE owner = ?", owner.key());
        });
    }

    /**
     * Moves what SQLite still has in its log into the file, and empties the log: there the pages of before would be found until
     * it is written over. PostgreSQL does so by itself, in time.
     */
    private void settle() {
        if (database.dialect() != Dialect.SQLITE) {
            return;
        }
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the log of the database was not emptied", e);
        }
    }
}
