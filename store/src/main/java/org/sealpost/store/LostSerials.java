package org.sealpost.store;

import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;
import org.sealpost.pki.AdoptedSerials;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.IssuedCertificates.Revocation;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Numbers of certificates that an authority signed and that are not here: signed before it came, or lost with the machine. */
public final class LostSerials implements AdoptedSerials {
    private final Database database;
    private final IssuanceJournal journal;

    public LostSerials(Database database) {
        this(database, IssuanceJournal.NONE);
    }

    /** With a copy of everything that is revoked. */
    public LostSerials(Database database, IssuanceJournal journal) {
        this.database = database;
        this.journal = journal;
    }

    /** Revokes a number of which there is no certificate. False if it was revoked before. */
    public boolean revoke(String issuer, BigInteger serial, RevocationReason reason, Instant at) {
        return database.write(Versioned.raised(sql -> insert(sql, issuer, new Revocation(serial, at, reason)))) == 1;
    }

    @Override
    public Change revoking(String authority, BigInteger serial, RevocationReason reason, Instant at) {
        Change change = () ->
                database.write(Versioned.raised(sql -> insert(sql, authority, new Revocation(serial, at, reason))));
        return Told.of(change, () -> journal.serial(authority, serial));
    }

    private static int insert(Sql sql, String issuer, Revocation revocation) throws java.sql.SQLException {
        return sql.update(
                "INSERT INTO revoked_serial (issuer, serial, revoked_at, revocation_reason) VALUES (?, ?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                issuer,
                revocation.serial().toString(16),
                revocation.at(),
                revocation.reason().name());
    }

    @Override
    public Change knowing(String authority, List<Known> serials) {
        return () -> database.write(Versioned.raised(sql -> {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (Known one : serials) {
                rows.add(new @Nullable Object[] {
                    authority,
                    one.serial().toString(16),
                    one.subject(),
                    one.notAfter().orElse(null)
                });
                if (one.revocation().isPresent()) {
                    insert(sql, authority, one.revocation().get());
                }
            }
            sql.batch("INSERT INTO adopted_serial (issuer, serial, subject, not_after) VALUES (?, ?, ?, ?)", rows);
            return rows.size();
        }));
    }

    @Override
    public List<Known> known(String authority, int limit) {
        return database.read(sql -> sql.list(
                "SELECT a.serial, a.subject, a.not_after, r.revoked_at, r.revocation_reason FROM adopted_serial a"
                        + " LEFT JOIN revoked_serial r ON r.issuer = a.issuer AND r.serial = a.serial"
                        + " WHERE a.issuer = ? ORDER BY a.serial LIMIT ?",
                row -> {
                    BigInteger serial = new BigInteger(row.getString(1), 16);
                    long end = row.getLong(3);
                    Optional<Instant> notAfter =
                            row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end));
                    long at = row.getLong(4);
                    Optional<Revocation> revocation = row.wasNull()
                            ? Optional.empty()
                            : Optional.of(new Revocation(
                                    serial, Instant.ofEpochMilli(at), RevocationReason.valueOf(row.getString(5))));
                    return new Known(serial, row.getString(2), notAfter, revocation);
                },
                authority,
                limit));
    }
}
