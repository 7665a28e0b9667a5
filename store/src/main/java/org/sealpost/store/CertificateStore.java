package org.sealpost.store;

import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyHistory;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/**
 * All certificates in one table: those we issued and those of outsiders. Directory, CRL, OCSP and the choice of a
 * recipient's certificate are computed from the same rows, so they cannot differ.
 */
public final class CertificateStore implements CertificateRepository, IssuedCertificates {
    private static final String COLUMNS = CertificateRows.COLUMNS;
    private static final String NEWEST_FIRST = CertificateRows.NEWEST_FIRST;

    private final Database database;
    private final Clock clock;
    private final IssuanceJournal journal;
    private final Momentary<List<AuthorityRecord>> authorities;
    private final AtomicLong changes = new AtomicLong();

    public CertificateStore(Database database, Clock clock) {
        this(database, clock, IssuanceJournal.NONE);
    }

    /** With a copy of everything that is signed or revoked. */
    public CertificateStore(Database database, Clock clock, IssuanceJournal journal) {
        this.database = database;
        this.clock = clock;
        this.journal = journal;
        this.authorities = new Momentary<>(() -> database.read(AuthorityRows::all));
    }

    @Override
    public List<Certificate> find(MailAddress address) {
        return database.known(
                List.of("certificates", address.key()),
                sql -> CertificateRows.certificates(
                        sql,
                        "SELECT " + COLUMNS + " FROM certificate c WHERE c.owner = ? OR c.fingerprint IN"
                                + " (SELECT a.fingerprint FROM certificate_address a WHERE a.address_key = ?)"
                                + NEWEST_FIRST,
                        address.key(),
                        address.key()));
    }

    /** The addresses with this local part for which certificates of others are kept, in order. */
    public List<MailAddress> outsiders(String localPart) {
        return database.read(sql -> sql.list(
                "SELECT DISTINCT a.address FROM certificate_address a JOIN certificate c ON c.fingerprint = a.fingerprint"
                        + " WHERE substr(a.address_key, 1, ?) = ? AND c.serial IS NULL ORDER BY a.address",
                row -> MailAddress.parse(row.getString(1)),
                localPart.length() + 1,
                localPart + "@"));
    }

    @Override
    public Optional<Certificate> byFingerprint(String fingerprint) {
        return database
                .known(
                        List.of("certificate", fingerprint),
                        sql -> CertificateRows.certificates(
                                sql, "SELECT " + COLUMNS + " FROM certificate c WHERE c.fingerprint = ?", fingerprint))
                .stream()
                .findFirst();
    }

    /** Those whose fingerprint starts with these hex digits, for people who do not type all 64; at most a few. */
    public List<Certificate> startingWith(String fingerprint) {
        if (!fingerprint.matches("[0-9a-f]{1,64}")) {
            // Whoever left out what is no digit would find another certificate than the one that was named.
            return List.of();
        }
        String pattern = fingerprint + "%";
        return database.read(sql -> CertificateRows.certificates(
                sql, "SELECT " + COLUMNS + " FROM certificate c WHERE c.fingerprint LIKE ? LIMIT 5", pattern));
    }

    @Override
    public List<Certificate> published(MailAddress address, Instant now) {
        List<Certificate> named = database.read(sql -> CertificateRows.merged(sql.list(
                "SELECT " + COLUMNS + ", n.address FROM certificate_address a"
                        + " JOIN certificate c ON c.fingerprint = a.fingerprint"
                        + " JOIN certificate_address n ON n.fingerprint = c.fingerprint"
                        + " WHERE a.address_key = ? AND c.published = 1 AND c.status = 'ACTIVE'" + NEWEST_FIRST
                        + ", n.address_key",
                CertificateRows.Named::of,
                address.key())));
        return named.stream()
                .filter(certificate -> certificate.facts().isUsableFor(CertificateUse.ENCRYPT, now))
                .toList();
    }

    @Override
    public void publish(Certificate certificate, MailAddress holder) {
        database.write(Versioned.raised(sql -> {
            CertificateFacts facts = certificate.facts();
            if (sql.count("SELECT COUNT(*) FROM certificate WHERE fingerprint = ?", facts.fingerprint()) == 0) {
                CertificateRows.insert(sql, certificate, true, CertificateRows.Own.NONE, clock.instant());
            }
            // Somebody who took it away may change their mind; what we issued has no way back.
            sql.update(
                    "UPDATE certificate SET status = 'ACTIVE' WHERE fingerprint = ? AND status = 'WITHDRAWN'"
                            + " AND serial IS NULL",
                    facts.fingerprint());
            return CertificateRows.addAddress(sql, facts.fingerprint(), holder);
        }));
    }

    @Override
    public Change changingStatus(String fingerprint, CertificateStatus status) {
        if (status == CertificateStatus.REVOKED || status == CertificateStatus.ON_HOLD) {
            throw new IllegalArgumentException("revocation needs a reason; use revoke");
        }
        // A revocation is final, and a hold ends only by its own command.
        Change change = () -> database.write(Versioned.raised(sql -> sql.update(
                "UPDATE certificate SET status = ? WHERE fingerprint = ? AND status NOT IN ('REVOKED', 'ON_HOLD')",
                status.name(),
                fingerprint)));
        return changing(change, () -> journal.certificate(fingerprint));
    }

    @Override
    public List<AuthorityRecord> authorities() {
        return authorities.get();
    }

    @Override
    public Change puttingAuthority(AuthorityRecord authority) {
        Change change = () -> database.write(Versioned.raised(sql -> AuthorityRows.put(sql, authority)));
        return changing(change, () -> {
            authorities.changed();
            journal.authority(authority.name());
        });
    }

    private Change changing(Change change, Runnable telling) {
        return Told.of(change, () -> {
            changes.incrementAndGet();
            telling.run();
        });
    }

    @Override
    public long changes() {
        return changes.get();
    }

    @Override
    public Change intending(Intent intent) {
        Change change = () -> database.write(sql -> sql.update(
                "INSERT INTO issuance_intent (issuer, serial, subject, template, content_hash, intended_at, done)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0)",
                intent.issuer(),
                intent.serial().toString(16),
                intent.subject(),
                intent.template(),
                intent.contentHash(),
                intent.at()));
        return Told.of(change, () -> journal.intended(intent.issuer(), intent.serial()));
    }

    @Override
    public Change adding(Issued issued) {
        String serial = issued.serial().toString(16);
        Change change = () -> database.write(Versioned.raised(sql -> {
            CertificateRows.Own own = new CertificateRows.Own(issued.issuer(), serial, issued.keyId(), issued.owner());
            CertificateRows.insert(sql, issued.certificate(), issued.publish(), own, clock.instant());
            for (MailAddress address : issued.certificate().facts().addresses()) {
                CertificateRows.addAddress(sql, issued.certificate().facts().fingerprint(), address);
            }
            return sql.update(
                    "UPDATE issuance_intent SET done = 1 WHERE issuer = ? AND serial = ?", issued.issuer(), serial);
        }));
        return changing(
                change, () -> journal.certificate(issued.certificate().facts().fingerprint()));
    }

    @Override
    public List<Intent> abandoned() {
        return database.read(sql -> sql.list(
                "SELECT serial, issuer, subject, template, content_hash, intended_at FROM issuance_intent"
                        + " WHERE done = 0 ORDER BY intended_at",
                row -> new Intent(
                        new BigInteger(row.getString(1), 16),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getString(5),
                        Instant.ofEpochMilli(row.getLong(6)))));
    }

    @Override
    public List<Issued> held(String owner) {
        return database.known(
                List.of("held", owner),
                sql -> issued(sql, "c.owner = ? AND c.serial IS NOT NULL" + NEWEST_FIRST, owner));
    }

    @Override
    public Optional<Issued> issued(String fingerprint) {
        return issued("c.fingerprint = ? AND c.serial IS NOT NULL", fingerprint).stream()
                .findFirst();
    }

    @Override
    public List<Issued> withSerial(BigInteger serial) {
        return issued("c.serial = ?", serial.toString(16));
    }

    private List<Issued> issued(String condition, String argument) {
        return database.read(sql -> issued(sql, condition, argument));
    }

    private static List<Issued> issued(Sql sql, String condition, String argument) throws SQLException {
        List<Issued> found = new ArrayList<>();
        for (CertificateRow row : sql.list(
                "SELECT " + COLUMNS + " FROM certificate c WHERE " + condition, CertificateRow::of, argument)) {
            found.add(new Issued(
                    CertificateRows.certificate(sql, row),
                    new BigInteger(row.serial(), 16),
                    row.issuer(),
                    row.keyId(),
                    row.owner(),
                    row.published()));
        }
        return List.copyOf(found);
    }

    @Override
    public Map<String, List<Holding>> holdings(String firstOwner, String lastOwner) {
        return firstOwner.equals(lastOwner)
                ? database.known(List.of("holdings", firstOwner), sql -> HoldingRows.read(sql, firstOwner, lastOwner))
                : database.read(sql -> HoldingRows.read(sql, firstOwner, lastOwner));
    }

    @Override
    public Set<String> owners() {
        return Set.copyOf(database.read(sql -> sql.list(
                "SELECT DISTINCT owner FROM certificate WHERE status = 'ACTIVE' AND owner IS NOT NULL"
                        + " AND serial IS NOT NULL",
                row -> row.getString(1))));
    }

    @Override
    public KeyHistory keyHistory(String keyId) {
        Set<String> owners = new LinkedHashSet<>();
        boolean[] compromised = new boolean[1];
        database.read(sql -> sql.list(
                "SELECT DISTINCT owner, revocation_reason FROM certificate WHERE key_id = ? LIMIT 100",
                row -> {
                    compromised[0] |= RevocationReason.KEY_COMPROMISE.name().equals(row.getString(2));
                    return owners.add(row.getString(1));
                },
                keyId));
        return new KeyHistory(owners, compromised[0]);
    }

    @Override
    public Optional<Standing> standing(String issuer, BigInteger serial) {
        return database.read(sql -> sql.one(
                "SELECT status, revoked_at, revocation_reason, 1 FROM certificate WHERE issuer = ? AND serial = ?"
                        + " UNION ALL SELECT 'REVOKED', revoked_at, revocation_reason, 2 FROM revoked_serial"
                        + " WHERE issuer = ? AND serial = ?"
                        + " UNION ALL SELECT 'ACTIVE', NULL, NULL, 3 FROM adopted_serial WHERE issuer = ? AND serial = ?"
                        + " ORDER BY 4",
                row -> new Standing(CertificateStatus.valueOf(row.getString(1)), revocation(row, serial)),
                issuer,
                serial.toString(16),
                issuer,
                serial.toString(16),
                issuer,
                serial.toString(16)));
    }

    private static Optional<Revocation> revocation(ResultSet row, BigInteger serial) throws SQLException {
        long at = row.getLong(2);
        return row.wasNull()
                ? Optional.empty()
                : Optional.of(
                        new Revocation(serial, Instant.ofEpochMilli(at), RevocationReason.valueOf(row.getString(3))));
    }

    @Override
    public boolean canRevoke(String fingerprint) {
        return database.read(sql -> sql.count(
                        "SELECT COUNT(*) FROM certificate WHERE fingerprint = ? AND status <> 'REVOKED'"
                                + " AND serial IS NOT NULL",
                        fingerprint))
                == 1;
    }

    @Override
    public Change revoking(String fingerprint, RevocationReason reason, Instant at) {
        CertificateStatus status =
                reason == RevocationReason.CERTIFICATE_HOLD ? CertificateStatus.ON_HOLD : CertificateStatus.REVOKED;
        Change change = () -> database.write(Versioned.raised(sql -> sql.update(
                "UPDATE certificate SET status = ?, revoked_at = ?, revocation_reason = ?,"
                        + " released_at = NULL WHERE fingerprint = ? AND status <> 'REVOKED' AND serial IS NOT NULL",
                status.name(),
                at,
                reason.name(),
                fingerprint)));
        return changing(change, () -> journal.certificate(fingerprint));
    }

    @Override
    public Change releasing(String fingerprint) {
        Change change = () -> database.write(Versioned.raised(sql -> sql.update(
                "UPDATE certificate SET status = 'ACTIVE', revoked_at = NULL, revocation_reason = NULL, released_at = ?"
                        + " WHERE fingerprint = ? AND status = 'ON_HOLD'",
                clock.instant(),
                fingerprint)));
        return changing(change, () -> journal.certificate(fingerprint));
    }

    @Override
    public List<Revocation> revoked(List<String> issuers, Instant since, Instant now) {
        return database.read(sql -> CrlRows.revoked(sql, issuers, since, now));
    }

    @Override
    public List<Released> released(List<String> issuers, Instant since) {
        return database.read(sql -> CrlRows.released(sql, issuers, since));
    }

    @Override
    public Optional<Instant> lastEnd(String issuer) {
        return database.read(sql -> CrlRows.lastEnd(sql, issuer));
    }

    @Override
    public Optional<Crl> latestCrl(String issuer) {
        return database.read(sql -> CrlRows.latest(sql, issuer, false));
    }

    @Override
    public long lastCrlNumber(List<String> issuers) {
        return database.read(sql -> CrlRows.lastNumber(sql, issuers));
    }

    @Override
    public Optional<Crl> latestDelta(String issuer) {
        return database.read(sql -> CrlRows.latest(sql, issuer, true));
    }

    /** Older ones have no use once it is there. */
    @Override
    public void addCrl(Crl crl, Optional<Crl> delta) {
        database.write(sql -> CrlRows.put(sql, crl, false)
                + (delta.isPresent() ? CrlRows.put(sql, delta.get(), true) : CrlRows.forgetDelta(sql, crl.issuer())));
        changes.incrementAndGet();
    }

    @Override
    public void addDelta(Crl delta) {
        database.write(sql -> CrlRows.put(sql, delta, true));
        changes.incrementAndGet();
    }
}
