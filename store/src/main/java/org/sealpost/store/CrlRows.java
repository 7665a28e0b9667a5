package org.sealpost.store;

import java.math.BigInteger;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.IssuedCertificates.Base;
import org.sealpost.pki.IssuedCertificates.Crl;
import org.sealpost.pki.IssuedCertificates.Released;
import org.sealpost.pki.IssuedCertificates.Revocation;
import org.sealpost.store.database.Sql;

/** What CRLs are made of, and those that were made, as rows. */
final class CrlRows {
    private CrlRows() {}

    static List<Revocation> revoked(Sql sql, List<String> issuers, Instant since, Instant now) throws SQLException {
        String marks = marks(issuers);
        List<Object> arguments = new ArrayList<>(issuers);
        arguments.add(since);
        arguments.add(now);
        arguments.addAll(issuers);
        arguments.add(since);
        arguments.add(now);
        return sql.list(
                "SELECT serial, revoked_at, revocation_reason FROM certificate"
                        + " WHERE issuer IN (" + marks + ") AND revoked_at >= ? AND not_after >= ?"
                        + " UNION ALL SELECT r.serial, r.revoked_at, r.revocation_reason FROM revoked_serial r"
                        + " WHERE r.issuer IN (" + marks + ") AND r.revoked_at >= ? AND NOT EXISTS"
                        + " (SELECT 1 FROM adopted_serial a"
                        + " WHERE a.issuer = r.issuer AND a.serial = r.serial AND a.not_after < ?)",
                row -> new Revocation(
                        serial(row.getString(1)),
                        Instant.ofEpochMilli(row.getLong(2)),
                        RevocationReason.valueOf(row.getString(3))),
                arguments.toArray());
    }

    /** As new BigInteger(hex, 16), which takes numbers of any base and is slow with a million of them. */
    private static BigInteger serial(String hex) {
        return new BigInteger(1, HexFormat.of().parseHex(hex.length() % 2 == 0 ? hex : "0" + hex));
    }

    static List<Released> released(Sql sql, List<String> issuers, Instant since) throws SQLException {
        List<Object> arguments = new ArrayList<>(issuers);
        arguments.add(since);
        return sql.list(
                "SELECT serial, released_at FROM certificate WHERE issuer IN (" + marks(issuers)
                        + ") AND released_at >= ? AND revoked_at IS NULL ORDER BY released_at, serial",
                row -> new Released(new BigInteger(row.getString(1), 16), Instant.ofEpochMilli(row.getLong(2))),
                arguments.toArray());
    }

    private static String marks(List<String> issuers) {
        return String.join(", ", Collections.nCopies(issuers.size(), "?"));
    }

    static Optional<Instant> lastEnd(Sql sql, String issuer) throws SQLException {
        return sql.one(
                        "SELECT MAX(e) FROM (SELECT MAX(not_after) AS e FROM certificate WHERE issuer = ?"
                                + " UNION ALL SELECT MAX(not_after) AS e FROM adopted_serial WHERE issuer = ?) ends",
                        row -> row.getLong(1),
                        issuer,
                        issuer)
                .filter(end -> end > 0)
                .map(Instant::ofEpochMilli);
    }

    static Optional<Crl> latest(Sql sql, String issuer, boolean delta) throws SQLException {
        return sql.one(
                "SELECT number, bases, this_update, next_update, der FROM crl WHERE issuer = ? AND delta = ?",
                row -> new Crl(
                        issuer,
                        row.getLong(1),
                        bases(row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4)),
                        row.getBytes(5)),
                issuer,
                delta);
    }

    /** The lists themselves, which may be long, are not read. */
    static long lastNumber(Sql sql, List<String> issuers) throws SQLException {
        return sql.count(
                "SELECT COALESCE(MAX(number), 0) FROM crl WHERE issuer IN (" + marks(issuers) + ")", issuers.toArray());
    }

    /** Numbers and times of lists, the oldest first. */
    private static List<Base> bases(String text) {
        return Arrays.stream(text.split(" ", -1))
                .map(one -> one.split(":", -1))
                .map(parts -> new Base(Long.parseLong(parts[0]), Instant.ofEpochMilli(Long.parseLong(parts[1]))))
                .toList();
    }

    /** In the place of an older one. Fails if another node was faster: two lists of one number must not differ. */
    static int put(Sql sql, Crl crl, boolean delta) throws SQLException {
        sql.update("DELETE FROM crl WHERE issuer = ? AND delta = ? AND number < ?", crl.issuer(), delta, crl.number());
        return sql.update(
                "INSERT INTO crl (issuer, delta, number, bases, this_update, next_update, der) VALUES (?, ?, ?, ?, ?, ?, ?)",
                crl.issuer(),
                delta,
                crl.number(),
                crl.bases().stream()
                        .map(base -> base.number() + ":" + base.at().toEpochMilli())
                        .collect(Collectors.joining(" ")),
                crl.thisUpdate(),
                crl.nextUpdate(),
                crl.der());
    }

    /** It belonged to an older base. */
    static int forgetDelta(Sql sql, String issuer) throws SQLException {
        return sql.update("DELETE FROM crl WHERE issuer = ? AND delta = 1", issuer);
    }
}
