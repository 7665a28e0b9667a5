package org.sealpost.store;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.Roster;
import org.sealpost.identity.SyncSource;
import org.sealpost.identity.SyncSources;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;

/** The other directories in the database. No password of theirs is kept. */
public final class SyncStore implements SyncSources {
    private static final String COLUMNS = "s.name, s.url, s.trust_file, s.bind_dn, s.password_file, s.base, s.filter,"
            + " s.preset, s.vanish_percent, s.login, s.write_back";

    private final Database database;

    public SyncStore(Database database) {
        this.database = database;
    }

    @Override
    public List<SyncSource> all() {
        return database.read(
                sql -> sql.list("SELECT " + COLUMNS + " FROM sync_source s ORDER BY s.name", SyncStore::source));
    }

    @Override
    public Optional<SyncSource> find(String name) {
        return database.read(
                sql -> sql.one("SELECT " + COLUMNS + " FROM sync_source s WHERE s.name = ?", SyncStore::source, name));
    }

    @Override
    public void add(SyncSource source) {
        try {
            database.write(sql -> sql.update(
                    "INSERT INTO sync_source (name, url, trust_file, bind_dn, password_file, base, filter, preset,"
                            + " vanish_percent, login, write_back, watermark, outcome)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    source.name(),
                    source.url().toString(),
                    source.trustFile(),
                    source.bindDn(),
                    source.passwordFile(),
                    source.base(),
                    source.filter(),
                    source.preset().name(),
                    source.vanishPercent(),
                    source.login(),
                    source.writeBack(),
                    SyncSource.State.NEW.watermark(),
                    SyncSource.State.NEW.outcome()));
        } catch (DuplicateKey e) {
            throw new DirectoryConflict("there is a source " + source.name() + " already");
        }
    }

    @Override
    public void remove(String name) {
        database.write(sql -> {
            sql.update("DELETE FROM sync_link WHERE source = ?", name);
            return sql.update("DELETE FROM sync_source WHERE name = ?", name);
        });
    }

    @Override
    public SyncSource.State state(String name) {
        return database.read(sql -> sql.one(
                        "SELECT watermark, last_run, last_full, outcome FROM sync_source WHERE name = ?",
                        row -> new SyncSource.State(row.getString(1), time(row, 2), time(row, 3), row.getString(4)),
                        name))
                .orElse(SyncSource.State.NEW);
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long milliseconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(milliseconds));
    }

    @Override
    public void setState(String name, SyncSource.State state) {
        database.write(sql -> sql.update(
                "UPDATE sync_source SET watermark = ?, last_run = ?, last_full = ?, outcome = ? WHERE name = ?",
                state.watermark(),
                state.lastRun(),
                state.lastFull(),
                state.outcome(),
                name));
    }

    @Override
    public Map<String, Roster.Link> links(String name) {
        List<Roster.Link> all = database.read(sql -> sql.list(
                "SELECT id, address, dn FROM sync_link WHERE source = ?",
                row -> new Roster.Link(row.getString(1), MailAddress.parse(row.getString(2)), row.getString(3)),
                name));
        Map<String, Roster.Link> links = new HashMap<>();
        all.forEach(link -> links.put(link.id(), link));
        return links;
    }

    @Override
    public void link(String name, List<Roster.Link> links) {
        database.write(sql -> {
            for (Roster.Link link : links) {
                sql.update(
                        "INSERT INTO sync_link (source, id, address_key, address, dn) VALUES (?, ?, ?, ?, ?)"
                                + " ON CONFLICT (source, id) DO UPDATE SET address_key = excluded.address_key,"
                                + " address = excluded.address, dn = excluded.dn",
                        name,
                        link.id(),
                        link.address().key(),
                        link.address().toString(),
                        link.where());
            }
            return links.size();
        });
    }

    @Override
    public void unlink(String name, List<String> ids) {
        database.write(sql -> {
            for (String id : ids) {
                sql.update("DELETE FROM sync_link WHERE source = ? AND id = ?", name, id);
            }
            return ids.size();
        });
    }

    @Override
    public Optional<SyncSource.Origin> origin(MailAddress account) {
        return database.read(sql -> sql.one(
                "SELECT " + COLUMNS + ", l.dn FROM sync_link l JOIN sync_source s ON s.name = l.source"
                        + " WHERE l.address_key = ? ORDER BY s.name",
                row -> new SyncSource.Origin(source(row), row.getString(12), account),
                account.key()));
    }

    private static SyncSource source(ResultSet row) throws SQLException {
        return new SyncSource(
                row.getString(1),
                URI.create(row.getString(2)),
                Optional.ofNullable(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                row.getString(7),
                SyncSource.Preset.valueOf(row.getString(8)),
                row.getInt(9),
                row.getInt(10) == 1,
                row.getInt(11) == 1);
    }
}
