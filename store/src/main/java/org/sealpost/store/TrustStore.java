package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.RevocationMode;
import org.sealpost.mail.Domain;
import org.sealpost.pki.TrustAnchors;
import org.sealpost.pki.path.TrustGrant;
import org.sealpost.store.database.Database;

/** The authorities of others that the organisation trusts, the helpers of their paths, and what it never trusts. */
public final class TrustStore implements TrustAnchors {
    private static final int INTERMEDIATES_LIMIT = 500;

    private final Database database;
    private final Clock clock;

    public TrustStore(Database database, Clock clock) {
        this.database = database;
        this.clock = clock;
    }

    @Override
    public List<Anchor> anchors() {
        return database.read(sql -> sql.list(
                "SELECT der, for_mail, for_tls, only_names, policies, until, reader, revocation, lenient, source"
                        + " FROM trust_anchor ORDER BY added, fingerprint",
                row -> new Anchor(row.getBytes(1), grant(row), row.getString(10))));
    }

    private static TrustGrant grant(ResultSet row) throws SQLException {
        return new TrustGrant(
                row.getInt(2) == 1,
                row.getInt(3) == 1,
                words(row.getString(4)),
                Set.copyOf(words(row.getString(5))),
                instant(row, 6),
                Optional.ofNullable(row.getString(7)).map(Domain::new),
                RevocationMode.valueOf(row.getString(8)),
                row.getInt(9) == 1);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ")).filter(word -> !word.isEmpty()).toList();
    }

    private static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    @Override
    public void trust(Anchor anchor) {
        TrustAnchors.requireRoot(anchor.certificate(), clock.instant());
        String fingerprint = Fingerprint.of(anchor.certificate());
        TrustGrant grant = anchor.grant();
        @Nullable Object[] values = {
            fingerprint,
            anchor.certificate(),
            grant.forMail(),
            grant.forTls(),
            String.join(" ", grant.onlyNames()),
            String.join(" ", grant.policies()),
            grant.until(),
            grant.reader().map(Domain::name),
            grant.revocation().name(),
            grant.lenient(),
            anchor.source(),
            clock.instant()
        };
        database.write(sql -> {
            sql.update("DELETE FROM trust_anchor WHERE fingerprint = ?", fingerprint);
            return sql.update(
                    "INSERT INTO trust_anchor (fingerprint, der, for_mail, for_tls, only_names, policies, until, reader,"
                            + " revocation, lenient, source, added) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values);
        });
    }

    @Override
    public boolean remove(String fingerprint) {
        return database.write(sql -> sql.update("DELETE FROM trust_anchor WHERE fingerprint = ?", fingerprint)) == 1;
    }

    @Override
    public List<Intermediate> intermediates() {
        return database.read(sql -> sql.list(
                "SELECT der, source FROM intermediate ORDER BY added, fingerprint LIMIT " + INTERMEDIATES_LIMIT,
                row -> new Intermediate(row.getBytes(1), row.getString(2))));
    }

    /**
     * Keeps a helper of paths.
     *
     * @throws IllegalArgumentException if there are too many
     */
    @Override
    public void addIntermediate(Intermediate intermediate) {
        String fingerprint = Fingerprint.of(intermediate.certificate());
        boolean room = database.write(sql -> {
            sql.update("DELETE FROM intermediate WHERE fingerprint = ?", fingerprint);
            if (sql.count("SELECT COUNT(*) FROM intermediate") >= INTERMEDIATES_LIMIT) {
                return false;
            }
            sql.update(
                    "INSERT INTO intermediate (fingerprint, der, source, added) VALUES (?, ?, ?, ?)",
                    fingerprint,
                    intermediate.certificate(),
                    intermediate.source(),
                    clock.instant());
            return true;
        });
        if (!room) {
            throw new IllegalArgumentException(
                    "at most " + INTERMEDIATES_LIMIT + " intermediate certificates are kept");
        }
    }

    @Override
    public boolean removeIntermediate(String fingerprint) {
        return database.write(sql -> sql.update("DELETE FROM intermediate WHERE fingerprint = ?", fingerprint)) == 1;
    }

    @Override
    public List<Distrusted> distrusted() {
        return database.read(sql -> sql.list(
                "SELECT kind, fingerprint, reason, source, since FROM distrusted ORDER BY since, fingerprint",
                row -> new Distrusted(
                        Distrusted.Kind.valueOf(row.getString(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5)))));
    }

    @Override
    public void distrust(Distrusted distrusted) {
        database.write(sql -> {
            sql.update(
                    "DELETE FROM distrusted WHERE kind = ? AND fingerprint = ?",
                    distrusted.kind().name(),
                    distrusted.fingerprint());
            return sql.update(
                    "INSERT INTO distrusted (kind, fingerprint, reason, source, since) VALUES (?, ?, ?, ?, ?)",
                    distrusted.kind().name(),
                    distrusted.fingerprint(),
                    distrusted.reason(),
                    distrusted.source(),
                    distrusted.since());
        });
    }

    @Override
    public boolean pardon(String fingerprint) {
        return database.write(sql -> sql.update("DELETE FROM distrusted WHERE fingerprint = ?", fingerprint)) > 0;
    }
}
