package org.sealpost.store;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.DomainKey;
import org.sealpost.identity.DomainKeys;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

/** Keys of domains in the database; the few that a house has are kept in memory for a moment, since each message asks. */
public final class DomainKeyStore implements DomainKeys {
    private final Database database;
    private final Momentary<List<DomainKey>> all;

    public DomainKeyStore(Database database) {
        this.database = database;
        this.all = new Momentary<>(() -> database.read(sql -> sql.list(
                "SELECT domain, selector, key_id, public_key, made_at FROM domain_key"
                        + " ORDER BY made_at DESC, selector DESC",
                row -> new DomainKey(
                        new Domain(row.getString(1)),
                        row.getString(2),
                        row.getString(3),
                        row.getBytes(4),
                        Instant.ofEpochMilli(row.getLong(5))))));
    }

    @Override
    public List<DomainKey> of(Domain domain) {
        return all.get().stream().filter(key -> key.domain().equals(domain)).toList();
    }

    @Override
    public Change adding(DomainKey key) {
        return Told.of(
                () -> database.<Integer>write(sql -> sql.update(
                        "INSERT INTO domain_key (domain, selector, key_id, public_key, made_at) VALUES (?, ?, ?, ?, ?)",
                        key.domain().name(),
                        key.selector(),
                        key.keyId(),
                        key.subjectPublicKeyInfo(),
                        key.madeAt())),
                all::changed);
    }
}
