package org.sealpost.store;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.StsPolicies;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

/** What domains said about their servers (MTA-STS), in the database, and for a while in memory, since each message asks. */
public final class StsPolicyStore implements StsPolicies {
    private static final int REMEMBERED = 10_000;
    private static final long LASTS_NANOS = Duration.ofSeconds(30).toNanos();

    private final Database database;
    private final Map<Domain, Seen> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Domain, Seen> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Seen(Optional<StsTerms> policy, long atNanos) {}

    public StsPolicyStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<StsTerms> of(Domain domain) {
        synchronized (seen) {
            Seen known = seen.get(domain);
            if (known != null && System.nanoTime() - known.atNanos < LASTS_NANOS) {
                return known.policy;
            }
        }
        Optional<StsTerms> read = database.read(sql -> sql.one(
                "SELECT id, mode, hosts, max_age_seconds, fetched_at FROM sts_policy WHERE domain = ?",
                row -> new StsTerms(
                        domain,
                        row.getString(1),
                        StsTerms.Mode.valueOf(row.getString(2)),
                        row.getString(3).isEmpty()
                                ? List.of()
                                : List.of(row.getString(3).split(" ", -1)),
                        Duration.ofSeconds(row.getLong(4)),
                        Instant.ofEpochMilli(row.getLong(5))),
                domain.name()));
        remember(domain, read);
        return read;
    }

    @Override
    public void keep(StsTerms policy) {
        var _ = database.<Integer>write(sql -> {
            int removed = sql.update(
                    "DELETE FROM sts_policy WHERE domain = ?", policy.domain().name());
            return removed
                    + sql.update(
                            "INSERT INTO sts_policy (domain, id, mode, hosts, max_age_seconds, fetched_at)"
                                    + " VALUES (?, ?, ?, ?, ?, ?)",
                            policy.domain().name(),
                            policy.id(),
                            policy.mode().name(),
                            String.join(" ", policy.hosts()),
                            policy.maxAge().toSeconds(),
                            policy.fetchedAt());
        });
        remember(policy.domain(), Optional.of(policy));
    }

    private void remember(Domain domain, Optional<StsTerms> policy) {
        synchronized (seen) {
            seen.put(domain, new Seen(policy, System.nanoTime()));
        }
    }
}
