package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.Correspondents;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateReader;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Learned certificates in a table of their own, so that no look-up of the directory publishes them. */
public final class CorrespondentStore implements Correspondents {
    private static final String SOURCE = "taken from a signed message";

    /** Whoever changes certificates all the time fills no table: the oldest go. */
    private static final int CERTIFICATES_PER_ADDRESS = 10;

    private static final String SELECT =
            "SELECT address, der, ciphers, signed_at, learned_at, queue_id FROM correspondent ";

    private final Database database;

    public CorrespondentStore(Database database) {
        this.database = database;
    }

    @Override
    public List<Correspondent> find(MailAddress address) {
        return database.known(
                List.of("correspondents", address.key()),
                sql -> List.copyOf(sql.list(
                        SELECT + "WHERE address_key = ? ORDER BY signed_at DESC, fingerprint",
                        CorrespondentStore::correspondent,
                        address.key())));
    }

    @Override
    public Optional<Certificate> byFingerprint(String fingerprint) {
        return database
                .read(sql -> sql.list(
                        SELECT + "WHERE fingerprint = ? LIMIT 1", CorrespondentStore::correspondent, fingerprint))
                .stream()
                .map(Correspondent::certificate)
                .findFirst();
    }

    @Override
    public List<Correspondent> list(int limit) {
        return database.read(sql -> sql.list(
                SELECT + "ORDER BY address_key, signed_at DESC, fingerprint LIMIT ?",
                CorrespondentStore::correspondent,
                limit));
    }

    private static Correspondent correspondent(ResultSet row) throws SQLException {
        return new Correspondent(
                MailAddress.parse(row.getString(1)),
                CertificateReader.read(row.getBytes(2), SOURCE).getFirst(),
                Arrays.stream(row.getString(3).split(" ", -1))
                        .filter(cipher -> !cipher.isEmpty())
                        .toList(),
                Instant.ofEpochMilli(row.getLong(4)),
                Instant.ofEpochMilli(row.getLong(5)),
                row.getString(6));
    }

    @Override
    public Optional<Certificate> read(byte[] der) {
        try {
            List<Certificate> found = CertificateReader.read(der, SOURCE);
            return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String issuer(Certificate certificate) {
        return PathCertificate.of(certificate.der()).issuerName();
    }

    /** Told like a change of the directory: mail may be waiting for it. */
    @Override
    public Change learning(Correspondent one) {
        return () -> database.write(Versioned.raised(sql -> {
            String key = one.address().key();
            String fingerprint = one.certificate().facts().fingerprint();
            sql.update("DELETE FROM correspondent WHERE address_key = ? AND fingerprint = ?", key, fingerprint);
            sql.update(
                    "INSERT INTO correspondent (address_key, fingerprint, address, der, ciphers, signed_at, learned_at,"
                            + " queue_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    key,
                    fingerprint,
                    one.address().toString(),
                    one.certificate().der(),
                    String.join(" ", one.ciphers()),
                    one.signedAt(),
                    one.learnedAt(),
                    one.queueId());
            return thin(sql, key);
        }));
    }

    private static int thin(Sql sql, String key) throws SQLException {
        List<String> all = sql.list(
                "SELECT fingerprint FROM correspondent WHERE address_key = ? ORDER BY signed_at DESC, fingerprint",
                row -> row.getString(1),
                key);
        for (String old : all.stream().skip(CERTIFICATES_PER_ADDRESS).toList()) {
            sql.update("DELETE FROM correspondent WHERE address_key = ? AND fingerprint = ?", key, old);
        }
        return all.size();
    }

    @Override
    public Change forgetting(MailAddress address) {
        return () -> database.<Integer>write(
                sql -> sql.update("DELETE FROM correspondent WHERE address_key = ?", address.key()));
    }
}
