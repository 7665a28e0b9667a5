package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Sql;

/** Writes certificates as rows, and makes them of these and of the names that stand in a table beside them. */
final class CertificateRows {
    static final String COLUMNS = "c.fingerprint, c.der, c.source, c.uses, c.template, c.template_version,"
            + " c.key_algorithm, c.not_before, c.not_after, c.status, c.published, c.issuer, c.serial, c.key_id, c.owner";
    static final String NEWEST_FIRST = " ORDER BY c.not_before DESC, c.added DESC, c.fingerprint";

    private CertificateRows() {}

    /** What is known of a certificate that our authority issued. */
    record Own(
            @Nullable String issuer,
            @Nullable String serial,
            @Nullable String keyId,
            @Nullable String owner) {
        /** Of one that somebody else issued. */
        static final Own NONE = new Own(null, null, null, null);
    }

    static void insert(Sql sql, Certificate certificate, boolean published, Own own, Instant now) throws SQLException {
        CertificateFacts facts = certificate.facts();
        String uses = facts.uses().stream().map(Enum::name).sorted().collect(Collectors.joining(" "));
        sql.update(
                "INSERT INTO certificate (fingerprint, der, source, uses, template, template_version, key_algorithm,"
                        + " not_before, not_after, status, published, issuer, serial, key_id, owner, added)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                facts.fingerprint(),
                certificate.der(),
                certificate.source(),
                uses,
                facts.template(),
                facts.templateVersion(),
                facts.keyAlgorithm(),
                facts.notBefore(),
                facts.notAfter(),
                facts.status().name(),
                published,
                own.issuer(),
                own.serial(),
                own.keyId(),
                own.owner(),
                now);
    }

    static int addAddress(Sql sql, String fingerprint, MailAddress address) throws SQLException {
        return sql.update(
                "INSERT INTO certificate_address (address_key, fingerprint, address) VALUES (?, ?, ?)"
                        + " ON CONFLICT DO NOTHING",
                address.key(),
                fingerprint,
                address.toString());
    }

    static List<Certificate> certificates(Sql sql, String query, Object... arguments) throws SQLException {
        List<Certificate> found = new ArrayList<>();
        for (CertificateRow row : sql.list(query, CertificateRow::of, arguments)) {
            found.add(certificate(sql, row));
        }
        return List.copyOf(found);
    }

    /** A certificate with one of its names: it comes once for each of them. */
    record Named(CertificateRow row, MailAddress address) {
        private static final int ADDRESS = 16;

        static Named of(ResultSet row) throws SQLException {
            return new Named(CertificateRow.of(row), MailAddress.parse(row.getString(ADDRESS)));
        }
    }

    /** Look-ups by address are what a directory does all day: one question has all that it takes. */
    static List<Certificate> merged(List<Named> rows) {
        Map<String, List<Named>> byFingerprint = rows.stream()
                .collect(Collectors.groupingBy(
                        named -> named.row().fingerprint(), LinkedHashMap::new, Collectors.toList()));
        return byFingerprint.values().stream()
                .map(same -> certificate(
                        same.getFirst().row(), same.stream().map(Named::address).toList()))
                .toList();
    }

    static Certificate certificate(Sql sql, CertificateRow row) throws SQLException {
        return certificate(
                row,
                sql.list(
                        "SELECT address FROM certificate_address WHERE fingerprint = ? ORDER BY address_key",
                        address -> MailAddress.parse(address.getString(1)),
                        row.fingerprint()));
    }

    private static Certificate certificate(CertificateRow row, List<MailAddress> addresses) {
        Set<CertificateUse> uses = Arrays.stream(row.uses().split(" "))
                .filter(use -> !use.isEmpty())
                .map(CertificateUse::valueOf)
                .collect(Collectors.toSet());
        CertificateFacts facts = new CertificateFacts(
                row.fingerprint(),
                addresses,
                uses,
                row.template(),
                row.templateVersion(),
                row.keyAlgorithm(),
                row.notBefore(),
                row.notAfter(),
                row.status());
        return new Certificate(facts, row.der(), row.source());
    }
}
