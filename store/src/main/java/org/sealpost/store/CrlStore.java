package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.pki.revocation.CrlBook;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The CRLs of others, fetched or brought by a person. */
public final class CrlStore implements CrlBook {
    /** All fetched lists together; those that end first go first. */
    private static final int FETCHED_LIMIT = 2_000;

    private static final String COLUMNS = "fingerprint, issuer, issuer_key, scope, number, this_update, next_update,"
            + " manual, source, entries, added";

    private final Database database;

    public CrlStore(Database database) {
        this.database = database;
    }

    @Override
    public List<ListedCrl> list() {
        return database.read(sql ->
                sql.list("SELECT " + COLUMNS + " FROM foreign_crl ORDER BY issuer, manual, scope", CrlStore::listed));
    }

    @Override
    public List<ListedCrl> ofIssuer(String issuerKey) {
        return database.read(sql -> sql.list(
                "SELECT " + COLUMNS + " FROM foreign_crl WHERE issuer_key = ? ORDER BY this_update DESC",
                CrlStore::listed,
                issuerKey));
    }

    private static ListedCrl listed(ResultSet row) throws SQLException {
        return new ListedCrl(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                Instant.ofEpochMilli(row.getLong(6)),
                Instant.ofEpochMilli(row.getLong(7)),
                row.getInt(8) == 1,
                row.getString(9),
                row.getInt(10),
                Instant.ofEpochMilli(row.getLong(11)));
    }

    @Override
    public Optional<byte[]> bytes(String fingerprint) {
        return database.read(sql ->
                sql.one("SELECT der FROM foreign_crl WHERE fingerprint = ?", row -> row.getBytes(1), fingerprint));
    }

    @Override
    public void put(ListedCrl crl, byte[] der) {
        database.write(sql -> {
            sql.update(
                    "DELETE FROM foreign_crl WHERE fingerprint = ? OR issuer_key = ? AND scope = ? AND manual = ?",
                    crl.fingerprint(),
                    crl.issuerKey(),
                    crl.scope(),
                    crl.manual());
            makeRoom(sql);
            return sql.update(
                    "INSERT INTO foreign_crl (" + COLUMNS + ", der) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    crl.fingerprint(),
                    crl.issuer(),
                    crl.issuerKey(),
                    crl.scope(),
                    crl.number(),
                    crl.thisUpdate(),
                    crl.nextUpdate(),
                    crl.manual(),
                    crl.source(),
                    crl.entries(),
                    crl.added(),
                    der);
        });
    }

    private static void makeRoom(Sql sql) throws SQLException {
        if (sql.count("SELECT COUNT(*) FROM foreign_crl WHERE manual = 0") >= FETCHED_LIMIT) {
            sql.update("DELETE FROM foreign_crl WHERE fingerprint = (SELECT fingerprint FROM foreign_crl"
                    + " WHERE manual = 0 ORDER BY next_update, fingerprint LIMIT 1)");
        }
    }

    @Override
    public boolean remove(String fingerprint) {
        return database.write(sql -> sql.update("DELETE FROM foreign_crl WHERE fingerprint = ?", fingerprint)) == 1;
    }
}
