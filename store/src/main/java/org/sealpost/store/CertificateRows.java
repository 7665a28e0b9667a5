package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Sql;

/** Makes certificates of their rows and of the names that stand in a table beside them. */
final class CertificateRows {
    private CertificateRows() {}

    static List<Certificate> certificates(Sql sql, String query, Object... arguments) throws SQLException {
        List<Certificate> found = new ArrayList<>();
        for (CertificateRow row : sql.list(query, CertificateRow::of, arguments)) {
            found.add(certificate(sql, row));
        }
        return found;
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
