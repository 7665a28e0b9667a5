package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.IssuedCertificates.Holding;
import org.sealpost.store.database.Sql;

/** Reads who holds which certificates, many owners at once and without the certificates themselves. */
final class HoldingRows {
    private static final String QUERY = "SELECT c.owner, c.fingerprint, c.uses, c.template, c.template_version,"
            + " c.key_algorithm, c.not_before, c.not_after, c.status, c.key_id,"
            + " EXISTS (SELECT 1 FROM key_lid k WHERE k.key_id = c.key_id AND k.lid = 'service'), a.address"
            + " FROM certificate c LEFT JOIN certificate_address a ON a.fingerprint = c.fingerprint"
            + " WHERE c.owner BETWEEN ? AND ? AND c.serial IS NOT NULL"
            + " ORDER BY c.owner, c.not_before DESC, c.added DESC, c.fingerprint, a.address_key";

    private HoldingRows() {}

    /** One certificate and one of its addresses. */
    private record Row(String owner, Holding holding, List<MailAddress> addresses) {
        static Row of(ResultSet row) throws SQLException {
            CertificateFacts facts = new CertificateFacts(
                    row.getString(2),
                    List.of(),
                    uses(row.getString(3)),
                    row.getString(4),
                    row.getInt(5),
                    row.getString(6),
                    Instant.ofEpochMilli(row.getLong(7)),
                    Instant.ofEpochMilli(row.getLong(8)),
                    CertificateStatus.valueOf(row.getString(9)));
            String address = row.getString(12);
            return new Row(
                    row.getString(1),
                    new Holding(facts, row.getString(10), row.getBoolean(11)),
                    address == null ? List.of() : List.of(MailAddress.parse(address)));
        }

        String fingerprint() {
            return holding.facts().fingerprint();
        }
    }

    static Map<String, List<Holding>> read(Sql sql, String first, String last) throws SQLException {
        Map<String, List<Row>> certificates = new LinkedHashMap<>();
        for (Row row : sql.list(QUERY, Row::of, first, last)) {
            certificates
                    .computeIfAbsent(row.fingerprint(), fingerprint -> new ArrayList<>(2))
                    .add(row);
        }
        Map<String, List<Holding>> owners = new HashMap<>();
        for (List<Row> rows : certificates.values()) {
            owners.computeIfAbsent(rows.getFirst().owner(), owner -> new ArrayList<>(2))
                    .add(joined(rows));
        }
        owners.replaceAll((owner, holdings) -> List.copyOf(holdings));
        return Map.copyOf(owners);
    }

    private static Holding joined(List<Row> rows) {
        Holding holding = rows.getFirst().holding();
        CertificateFacts facts = holding.facts();
        List<MailAddress> addresses =
                rows.stream().flatMap(row -> row.addresses().stream()).toList();
        return new Holding(
                new CertificateFacts(
                        facts.fingerprint(),
                        addresses,
                        facts.uses(),
                        facts.template(),
                        facts.templateVersion(),
                        facts.keyAlgorithm(),
                        facts.notBefore(),
                        facts.notAfter(),
                        facts.status()),
                holding.keyId(),
                holding.keyHere());
    }

    private static Set<CertificateUse> uses(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(use -> !use.isEmpty())
                .map(CertificateUse::valueOf)
                .collect(Collectors.toSet());
    }
}
