package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.FilterScripts;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** People's own filters in the database. */
public final class FilterStore implements FilterScripts {
    private static final int VERSIONS_KEPT = 20;
    /** Longer than any script may ask for. */
    private static final Duration ANSWERS_KEPT = Duration.ofDays(100);

    private static final String SELECT =
            "SELECT name, version, text, changed_at, changed_by FROM filter_script WHERE owner = ? ";

    private final Database database;

    public FilterStore(Database database) {
        this.database = database;
    }

    @Override
    public List<Stored> list(MailAddress owner) {
        return database.read(sql -> sql.list(
                SELECT + "AND version = (SELECT MAX(version) FROM filter_script newest"
                        + " WHERE newest.owner = filter_script.owner AND newest.name = filter_script.name)"
                        + " ORDER BY name",
                FilterStore::stored,
                owner.key()));
    }

    @Override
    public Optional<Stored> find(MailAddress owner, String name) {
        return database.read(sql ->
                sql.one(SELECT + "AND name = ? ORDER BY version DESC LIMIT 1", FilterStore::stored, owner.key(), name));
    }

    @Override
    public List<Stored> history(MailAddress owner, String name) {
        return database.read(
                sql -> sql.list(SELECT + "AND name = ? ORDER BY version DESC", FilterStore::stored, owner.key(), name));
    }

    private static Stored stored(ResultSet row) throws SQLException {
        return new Stored(
                row.getString(1),
                row.getInt(2),
                row.getString(3),
                Instant.ofEpochMilli(row.getLong(4)),
                row.getString(5));
    }

    @Override
    public Settings settings(MailAddress owner) {
        return database.read(sql -> settings(sql, owner)).orElse(Settings.DEFAULT);
    }

    private static Optional<Settings> settings(Sql sql, MailAddress owner) throws SQLException {
        return sql.one(
                "SELECT active, reads_opened FROM filter_setting WHERE owner = ?",
                row -> new Settings(Optional.ofNullable(row.getString(1)), row.getInt(2) == 1),
                owner.key());
    }

    @Override
    public Change putting(MailAddress owner, Stored script) {
        return () -> database.<Integer>write(sql -> {
            long newest = sql.count(
                    "SELECT COALESCE(MAX(version), 0) FROM filter_script WHERE owner = ? AND name = ?",
                    owner.key(),
                    script.name());
            sql.update(
                    "INSERT INTO filter_script (owner, name, version, text, changed_at, changed_by)"
                            + " VALUES (?, ?, ?, ?, ?, ?)",
                    owner.key(),
                    script.name(),
                    newest + 1,
                    script.text(),
                    script.changedAt(),
                    script.changedBy());
            return sql.update(
                    "DELETE FROM filter_script WHERE owner = ? AND name = ? AND version <= ?",
                    owner.key(),
                    script.name(),
                    newest + 1 - VERSIONS_KEPT);
        });
    }

    @Override
    public Change setting(MailAddress owner, Settings settings) {
        return () -> database.<Integer>write(sql -> set(sql, owner, settings));
    }

    private static int set(Sql sql, MailAddress owner, Settings settings) throws SQLException {
        return sql.update(
                "INSERT INTO filter_setting (owner, active, reads_opened) VALUES (?, ?, ?)"
                        + " ON CONFLICT (owner) DO UPDATE SET active = excluded.active,"
                        + " reads_opened = excluded.reads_opened",
                owner.key(),
                settings.active(),
                settings.readsOpened());
    }

    @Override
    public Change removing(MailAddress owner, String name) {
        return () -> database.<Integer>write(sql -> {
            sql.update("DELETE FROM filter_script WHERE owner = ? AND name = ?", owner.key(), name);
            return activeBecomes(sql, owner, name, Optional.empty());
        });
    }

    @Override
    public Change renaming(MailAddress owner, String name, String other) {
        return () -> database.<Integer>write(sql -> {
            sql.update("UPDATE filter_script SET name = ? WHERE owner = ? AND name = ?", other, owner.key(), name);
            return activeBecomes(sql, owner, name, Optional.of(other));
        });
    }

    private static int activeBecomes(Sql sql, MailAddress owner, String name, Optional<String> other)
            throws SQLException {
        return sql.update(
                "UPDATE filter_setting SET active = ? WHERE owner = ? AND active = ?", other, owner.key(), name);
    }

    @Override
    public boolean isAnswered(MailAddress owner, MailAddress sender, String answer, Instant since) {
        return database.read(sql -> sql.count(
                        "SELECT COUNT(*) FROM filter_answer WHERE owner = ? AND sender = ? AND answer = ?"
                                + " AND answered_at >= ?",
                        owner.key(),
                        sender.key(),
                        answer,
                        since))
                > 0;
    }

    @Override
    public Change answering(MailAddress owner, MailAddress sender, String answer, Instant at) {
        return () -> database.<Integer>write(sql -> {
            sql.update(
                    "DELETE FROM filter_answer WHERE owner = ? AND answered_at < ?",
                    owner.key(),
                    at.minus(ANSWERS_KEPT));
            return sql.update(
                    "INSERT INTO filter_answer (owner, sender, answer, answered_at) VALUES (?, ?, ?, ?)"
                            + " ON CONFLICT (owner, sender, answer) DO UPDATE SET answered_at = excluded.answered_at",
                    owner.key(),
                    sender.key(),
                    answer,
                    at);
        });
    }

    /** All of a person who goes; in the transaction in which the person goes. */
    static void removeAll(Sql sql, MailAddress owner) throws SQLException {
        sql.update("DELETE FROM filter_script WHERE owner = ?", owner.key());
        sql.update("DELETE FROM filter_setting WHERE owner = ?", owner.key());
        sql.update("DELETE FROM filter_answer WHERE owner = ?", owner.key());
    }
}
