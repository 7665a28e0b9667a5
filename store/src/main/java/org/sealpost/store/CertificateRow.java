package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.sealpost.identity.CertificateStatus;

/** A row of the table; the last four are empty for a certificate of an outsider. */
record CertificateRow(
        String fingerprint,
        byte[] der,
        String source,
        String uses,
        String template,
        int templateVersion,
        String keyAlgorithm,
        Instant notBefore,
        Instant notAfter,
        CertificateStatus status,
        boolean published,
        String issuer,
        String serial,
        String keyId,
        String owner) {
    static CertificateRow of(ResultSet row) throws SQLException {
        return new CertificateRow(
                row.getString(1),
                row.getBytes(2),
                row.getString(3),
                row.getString(4),
                row.getString(5),
                row.getInt(6),
                row.getString(7),
                Instant.ofEpochMilli(row.getLong(8)),
                Instant.ofEpochMilli(row.getLong(9)),
                CertificateStatus.valueOf(row.getString(10)),
                row.getInt(11) == 1,
                text(row, 12),
                text(row, 13),
                text(row, 14),
                text(row, 15));
    }

    private static String text(ResultSet row, int column) throws SQLException {
        String text = row.getString(column);
        return text == null ? "" : text;
    }
}
