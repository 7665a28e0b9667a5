package org.sealpost.store;

import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.BroughtCertificates;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Certificates of other authorities whose keys people brought, in the table of all certificates. */
public final class BroughtStore implements BroughtCertificates {
    private final Database database;
    private final Clock clock;
    private final IssuanceJournal journal;

    public BroughtStore(Database database, Clock clock, IssuanceJournal journal) {
        this.database = database;
        this.clock = clock;
        this.journal = journal;
    }

    @Override
    public Change bringing(Brought brought) {
        Change change = () -> database.write(Versioned.raised(sql -> put(sql, brought)));
        return Told.of(
                change, () -> journal.certificate(brought.certificate().facts().fingerprint()));
    }

    private int put(Sql sql, Brought brought) throws SQLException {
        CertificateFacts facts = brought.certificate().facts();
        if (sql.count("SELECT COUNT(*) FROM certificate WHERE fingerprint = ?", facts.fingerprint()) == 0) {
            CertificateRows.insert(sql, brought.certificate(), true, CertificateRows.Own.NONE, clock.instant());
        }
        sql.update("DELETE FROM certificate_chain WHERE fingerprint = ?", facts.fingerprint());
        for (int i = 0; i < brought.chain().size(); i++) {
            sql.update(
                    "INSERT INTO certificate_chain (fingerprint, place, der) VALUES (?, ?, ?)",
                    facts.fingerprint(),
                    i,
                    brought.chain().get(i));
        }
        for (MailAddress address : facts.addresses()) {
            CertificateRows.addAddress(sql, facts.fingerprint(), address);
        }
        return sql.update(
                "UPDATE certificate SET owner = ?, key_id = ?, status = ?, source = ?, published = 1"
                        + " WHERE fingerprint = ? AND serial IS NULL",
                brought.owner(),
                brought.keyId(),
                facts.status().name(),
                brought.certificate().source(),
                facts.fingerprint());
    }

    @Override
    public List<Brought> broughtBy(String owner) {
        return database.known(List.of("brought", owner), sql -> {
            List<Brought> found = new ArrayList<>();
            for (CertificateRow row : sql.list(
                    "SELECT " + CertificateRows.COLUMNS
                            + " FROM certificate c WHERE c.owner = ? AND c.key_id IS NOT NULL" + " AND c.serial IS NULL"
                            + CertificateRows.NEWEST_FIRST,
                    CertificateRow::of,
                    owner)) {
                Certificate certificate = CertificateRows.certificate(sql, row);
                List<byte[]> chain = sql.list(
                        "SELECT der FROM certificate_chain WHERE fingerprint = ? ORDER BY place",
                        one -> one.getBytes(1),
                        row.fingerprint());
                boolean keyHere =
                        sql.count("SELECT COUNT(*) FROM key_lid WHERE key_id = ? AND lid = 'service'", row.keyId()) > 0;
                found.add(new Brought(certificate, row.keyId(), row.owner(), chain, keyHere));
            }
            return List.copyOf(found);
        });
    }

    @Override
    public Set<String> bringers() {
        return database
                .read(sql -> sql.list(
                        "SELECT DISTINCT owner FROM certificate WHERE status = 'ACTIVE' AND serial IS NULL"
                                + " AND owner IS NOT NULL",
                        row -> row.getString(1)))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public Change unbringing(String fingerprint) {
        Change change = () -> database.write(Versioned.raised(sql -> sql.update(
                "UPDATE certificate SET owner = NULL, key_id = NULL WHERE fingerprint = ? AND serial IS NULL",
                fingerprint)));
        return Told.of(change, () -> journal.certificate(fingerprint));
    }
}
