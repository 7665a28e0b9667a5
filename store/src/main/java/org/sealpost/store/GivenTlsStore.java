package org.sealpost.store;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.mail.Change;
import org.sealpost.pki.GivenTls;
import org.sealpost.store.database.Database;

/** Certificates for the server that came from outside by hand, in the database. */
public final class GivenTlsStore implements GivenTls {
    private final Database database;

    public GivenTlsStore(Database database) {
        this.database = database;
    }

    @Override
    public List<Given> all() {
        return database.read(sql -> sql.list(
                "SELECT key_id, names, chain, made_at FROM given_tls ORDER BY made_at DESC, key_id",
                row -> new Given(
                        row.getString(1),
                        List.of(row.getString(2).split(" ", -1)),
                        row.getString(3),
                        Instant.ofEpochMilli(row.getLong(4)))));
    }

    @Override
    public Change putting(Given given) {
        return () -> database.write(sql -> {
            sql.update("DELETE FROM given_tls WHERE key_id = ?", given.keyId());
            return sql.update(
                    "INSERT INTO given_tls (key_id, names, chain, made_at) VALUES (?, ?, ?, ?)",
                    given.keyId(),
                    String.join(" ", given.names()),
                    given.chain(),
                    given.madeAt());
        });
    }

    @Override
    public Map<String, String> services() {
        return database.read(sql -> sql
                .list(
                        "SELECT service, key_id FROM given_tls_service",
                        row -> Map.entry(row.getString(1), row.getString(2)))
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
    }

    @Override
    public Change binding(Set<String> services, Optional<String> keyId) {
        return () -> database.<Integer>write(sql -> {
            int changed = 0;
            for (String service : services) {
                changed += sql.update("DELETE FROM given_tls_service WHERE service = ?", service);
                if (keyId.isPresent()) {
                    changed += sql.update(
                            "INSERT INTO given_tls_service (service, key_id) VALUES (?, ?)", service, keyId.get());
                }
            }
            return changed;
        });
    }
}
