package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.AuthorityRecord.AuthorityCertificate;
import org.sealpost.store.database.Sql;

/** The authorities with their certificates, as rows. */
final class AuthorityRows {
    private AuthorityRows() {}

    static List<AuthorityRecord> all(Sql sql) throws SQLException {
        List<Held> certificates = sql.list(
                "SELECT authority, kind, parent, der FROM authority_certificate ORDER BY authority, position",
                Held::of);
        return sql.list(
                "SELECT name, line, origin, state, key_id, key_here, scheme, place, crl_floor, refuses_unknown"
                        + " FROM authority ORDER BY place, name",
                row -> record(row, certificates));
    }

    private record Held(String authority, AuthorityCertificate certificate) {
        static Held of(ResultSet row) throws SQLException {
            return new Held(
                    row.getString(1),
                    new AuthorityCertificate(
                            row.getBytes(4),
                            AuthorityRecord.Kind.valueOf(row.getString(2)),
                            Optional.ofNullable(row.getString(3))));
        }
    }

    private static AuthorityRecord record(ResultSet row, List<Held> certificates) throws SQLException {
        String name = row.getString(1);
        return new AuthorityRecord(
                name,
                row.getString(2),
                AuthorityRecord.Origin.valueOf(row.getString(3)),
                AuthorityRecord.State.valueOf(row.getString(4)),
                row.getString(5),
                row.getInt(6) == 1,
                SignatureScheme.of(row.getString(7)),
                row.getInt(8),
                row.getLong(9),
                row.getInt(10) == 1,
                certificates.stream()
                        .filter(held -> held.authority().equals(name))
                        .map(Held::certificate)
                        .toList());
    }

    static int put(Sql sql, AuthorityRecord authority) throws SQLException {
        sql.update("DELETE FROM authority WHERE name = ?", authority.name());
        sql.update(
                "INSERT INTO authority (name, line, origin, state, key_id, key_here, scheme, place, crl_floor,"
                        + " refuses_unknown) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                authority.name(),
                authority.line(),
                authority.origin().name(),
                authority.state().name(),
                authority.keyId(),
                authority.keyHere(),
                authority.scheme().word(),
                authority.place(),
                authority.crlFloor(),
                authority.refusesUnknown());
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (AuthorityCertificate one : authority.certificates()) {
            rows.add(new @Nullable Object[] {
                authority.name(),
                rows.size() + 1,
                Fingerprint.of(one.der()),
                one.kind().name(),
                one.parent().orElse(null),
                one.der()
            });
        }
        sql.batch(
                "INSERT INTO authority_certificate (authority, position, fingerprint, kind, parent, der)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                rows);
        return rows.size();
    }
}
