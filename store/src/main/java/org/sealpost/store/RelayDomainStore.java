package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

/** Domains behind this server, in the database; each recipient asks, so they are kept in memory for a moment. */
public final class RelayDomainStore implements RelayDomains {
    private final Database database;
    private final Momentary<List<RelayDomain>> all;

    public RelayDomainStore(Database database) {
        this.database = database;
        this.all = new Momentary<>(() -> database.read(sql -> sql.list(
                "SELECT domain, hosts, verified, senders FROM relay_domain ORDER BY domain",
                RelayDomainStore::domain)));
    }

    private static RelayDomain domain(ResultSet row) throws SQLException {
        return new RelayDomain(
                new Domain(row.getString(1)),
                words(row.getString(2)).stream().map(RelayDomain.Host::parse).toList(),
                row.getInt(3) == 1,
                words(row.getString(4)));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : Arrays.asList(text.split(" ", -1));
    }

    @Override
    public List<RelayDomain> all() {
        return all.get();
    }

    @Override
    public Change putting(RelayDomain domain) {
        return Told.of(
                () -> database.<Integer>write(sql -> {
                    sql.update(
                            "DELETE FROM relay_domain WHERE domain = ?",
                            domain.domain().name());
                    return sql.update(
                            "INSERT INTO relay_domain (domain, hosts, verified, senders) VALUES (?, ?, ?, ?)",
                            domain.domain().name(),
                            domain.hosts().stream()
                                    .map(RelayDomain.Host::toString)
                                    .collect(Collectors.joining(" ")),
                            domain.verified(),
                            String.join(" ", domain.senders()));
                }),
                all::changed);
    }

    @Override
    public Change removing(Domain domain) {
        return Told.of(
                () -> database.<Integer>write(
                        sql -> sql.update("DELETE FROM relay_domain WHERE domain = ?", domain.name())),
                all::changed);
    }
}
