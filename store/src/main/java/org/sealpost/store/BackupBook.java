package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.protection.Argon2id;
import org.sealpost.protection.bundle.PassphraseLock;
import org.sealpost.store.database.Database;

/** Under which lock backups are closed, and which backups and drills were done. */
public final class BackupBook {
    private static final int RUNS_KEPT = 1_000;

    private final Database database;

    public BackupBook(Database database) {
        this.database = database;
    }

    /** What kind of run it was. */
    public enum Kind {
        BACKUP,
        DRILL,
        RESTORE
    }

    /**
     * One run.
     *
     * @param file the bundle, or nothing for a drill
     * @param words what came of it, for people
     */
    public record Run(Kind kind, Instant at, boolean good, String file, long sizeBytes, String words) {}

    public Optional<PassphraseLock> lock() {
        return database.read(sql -> sql.one(
                "SELECT public_key, salt, memory_kib, passes, lanes, closed_private FROM backup_lock",
                row -> new PassphraseLock(
                        row.getBytes(1),
                        row.getBytes(2),
                        new Argon2id.Cost(row.getInt(3), row.getInt(4), row.getInt(5)),
                        row.getBytes(6))));
    }

    /** Puts a lock in the place of the one before; bundles that were closed under that one still open with its passphrase. */
    public void setLock(PassphraseLock lock, Instant now) {
        database.write(sql -> {
            sql.update("DELETE FROM backup_lock");
            return sql.update(
                    "INSERT INTO backup_lock (one, public_key, salt, memory_kib, passes, lanes, closed_private, made_at)"
                            + " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                    lock.publicKey(),
                    lock.salt(),
                    lock.cost().memoryKib(),
                    lock.cost().passes(),
                    lock.cost().lanes(),
                    lock.closedPrivate(),
                    now);
        });
    }

    /** Writes down a run; the oldest go when there are very many. */
    public void record(Run run) {
        database.write(sql -> {
            sql.update(
                    "INSERT INTO backup_run (kind, at, good, file, size_bytes, words) VALUES (?, ?, ?, ?, ?, ?)",
                    run.kind().name().toLowerCase(Locale.ROOT),
                    run.at(),
                    run.good(),
                    run.file(),
                    run.sizeBytes(),
                    run.words());
            return sql.update(
                    "DELETE FROM backup_run WHERE id NOT IN (SELECT id FROM backup_run ORDER BY id DESC LIMIT "
                            + RUNS_KEPT + ")");
        });
    }

    /** The newest runs, newest first. */
    public List<Run> runs(int limit) {
        return database.read(sql -> sql.list(
                "SELECT kind, at, good, file, size_bytes, words FROM backup_run ORDER BY id DESC LIMIT ?",
                BackupBook::run,
                limit));
    }

    /** The newest run of a kind that went well, or the newest at all. */
    public Optional<Run> last(Kind kind, boolean goodOnly) {
        return database.read(sql -> sql.one(
                "SELECT kind, at, good, file, size_bytes, words FROM backup_run WHERE kind = ? AND good >= ?"
                        + " ORDER BY id DESC LIMIT 1",
                BackupBook::run,
                kind.name().toLowerCase(Locale.ROOT),
                goodOnly));
    }

    private static Run run(ResultSet row) throws SQLException {
        return new Run(
                Kind.valueOf(row.getString(1).toUpperCase(Locale.ROOT)),
                Instant.ofEpochMilli(row.getLong(2)),
                row.getInt(3) == 1,
                row.getString(4),
                row.getLong(5),
                row.getString(6));
    }
}
