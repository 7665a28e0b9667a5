package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.Sha256;
import org.sealpost.policy.TlsCounts;
import org.sealpost.policy.TlsPolicyKind;
import org.sealpost.policy.TlsResult;
import org.sealpost.policy.TlsSession;
import org.sealpost.policy.TlsTally;
import org.sealpost.store.database.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts connections in memory, and adds them to the database from time to time; several nodes add to the same numbers. What a machine that
 * loses power has not written is missing in a report, and nowhere else.
 */
public final class TlsTallyStore implements TlsTally, TlsCounts {
    private static final Logger LOG = LoggerFactory.getLogger(TlsTallyStore.class);
    /** So many different ones are kept in memory at most. */
    private static final int UNWRITTEN_LIMIT = 1_000;

    private final Database database;
    private final Map<Key, Long> unwritten = new HashMap<>();

    private record Key(LocalDate day, TlsSession session) {}

    public TlsTallyStore(Database database) {
        this.database = database;
    }

    @Override
    public void note(LocalDate day, TlsSession session) {
        boolean full;
        synchronized (unwritten) {
            unwritten.merge(new Key(day, session), 1L, Long::sum);
            full = unwritten.size() >= UNWRITTEN_LIMIT;
        }
        if (full) {
            try {
                write();
            } catch (MailFailure e) {
                LOG.warn("connections cannot be counted now: {}", e.getMessage());
            }
        }
    }

    /** Puts on disk what is not there yet. */
    public void write() {
        Map<Key, Long> counts;
        synchronized (unwritten) {
            counts = Map.copyOf(unwritten);
            unwritten.clear();
        }
        if (counts.isEmpty()) {
            return;
        }
        List<@Nullable Object[]> rows = counts.entrySet().stream()
                .<@Nullable Object[]>map(entry -> row(entry.getKey(), entry.getValue()))
                .toList();
        boolean written = false;
        try {
            var _ = database.<Integer>write(sql -> {
                sql.batch(
                        "INSERT INTO tls_session (day, domain, digest, kind, promised_by, promise, hosts, host,"
                                + " local_address, remote_address, result, sessions)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                                + " ON CONFLICT (day, domain, digest) DO UPDATE SET"
                                + " sessions = tls_session.sessions + excluded.sessions",
                        rows);
                return rows.size();
            });
            written = true;
        } finally {
            if (!written) {
                takeBack(counts);
            }
        }
    }

    /** The database does not take them now; the next time they go along. */
    private void takeBack(Map<Key, Long> counts) {
        synchronized (unwritten) {
            counts.forEach((key, count) -> {
                if (unwritten.size() < UNWRITTEN_LIMIT) {
                    unwritten.merge(key, count, Long::sum);
                }
            });
        }
    }

    private static @Nullable Object[] row(Key key, long count) {
        TlsSession one = key.session();
        TlsSession.Promise promise = one.promise();
        List<String> told = List.of(
                promise.kind().word(),
                promise.of(),
                String.join("\n", promise.text()),
                String.join("\n", promise.hosts()),
                one.host(),
                one.from(),
                one.to(),
                one.failure().map(TlsResult::word).orElse(""));
        return new @Nullable Object[] {
            key.day().toEpochDay(),
            one.domain().name(),
            digest(told),
            promise.kind().name(),
            told.get(1),
            told.get(2),
            told.get(3),
            one.host(),
            one.from(),
            one.to(),
            one.failure().map(TlsResult::name),
            count
        };
    }

    private static String digest(List<String> told) {
        return Sha256.hex(String.join("\0", told));
    }

    @Override
    public List<Day> before(LocalDate today, int limit) {
        write();
        return database.read(sql -> sql.list(
                "SELECT DISTINCT day, domain FROM tls_session WHERE day < ? ORDER BY day, domain LIMIT ?",
                row -> new Day(LocalDate.ofEpochDay(row.getLong(1)), new Domain(row.getString(2))),
                today.toEpochDay(),
                limit));
    }

    @Override
    public List<Count> of(Day day) {
        return database.read(sql -> sql.list(
                "SELECT kind, promised_by, promise, hosts, host, local_address, remote_address, result, sessions"
                        + " FROM tls_session WHERE day = ? AND domain = ?"
                        + " ORDER BY kind, promised_by, promise, result, host, local_address, remote_address",
                row -> count(day.domain(), row),
                day.day().toEpochDay(),
                day.domain().name()));
    }

    private static Count count(Domain domain, ResultSet row) throws SQLException {
        TlsSession.Promise promise = new TlsSession.Promise(
                TlsPolicyKind.valueOf(row.getString(1)),
                row.getString(2),
                lines(row.getString(3)),
                lines(row.getString(4)));
        Optional<TlsResult> failure = Optional.ofNullable(row.getString(8)).map(TlsResult::valueOf);
        return new Count(
                new TlsSession(domain, promise, row.getString(5), row.getString(6), row.getString(7), failure),
                row.getLong(9));
    }

    private static List<String> lines(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
    }

    @Override
    public Change removing(Day day) {
        return () -> {
            int removed = database.write(sql -> sql.update(
                    "DELETE FROM tls_session WHERE day = ? AND domain = ?",
                    day.day().toEpochDay(),
                    day.domain().name()));
            if (removed == 0) {
                throw new MailFailure(
                        EnhancedStatus.OTHER_TEMPORARY, day.domain() + " has its report of " + day.day() + " already");
            }
        };
    }

    /** Days before this one are of no more use to anybody. Returns how many different connections were forgotten. */
    public int forget(LocalDate before) {
        return database.write(sql -> sql.update("DELETE FROM tls_session WHERE day < ?", before.toEpochDay()));
    }

    @Override
    public Change posting(Posting posting) {
        return () -> database.write(sql -> sql.update(
                "INSERT INTO tls_posting (report_id, address, domain, report, next_at, given_up_at)"
                        + " VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT DO NOTHING",
                posting.reportId(),
                posting.address(),
                posting.domain().name(),
                posting.report(),
                posting.givenUpAt()));
    }

    @Override
    public List<Posting> postings(Instant now, int limit) {
        return database.read(sql -> sql.list(
                "SELECT report_id, address, domain, report, given_up_at FROM tls_posting WHERE next_at <= ?"
                        + " ORDER BY next_at, report_id LIMIT ?",
                row -> new Posting(
                        row.getString(1),
                        row.getString(2),
                        new Domain(row.getString(3)),
                        row.getString(4),
                        Instant.ofEpochMilli(row.getLong(5))),
                now,
                limit));
    }

    @Override
    public void postpone(Posting posting, Instant until) {
        var _ = database.<Integer>write(sql -> sql.update(
                "UPDATE tls_posting SET next_at = ? WHERE report_id = ? AND address = ?",
                until,
                posting.reportId(),
                posting.address()));
    }

    @Override
    public void remove(Posting posting) {
        var _ = database.<Integer>write(sql -> sql.update(
                "DELETE FROM tls_posting WHERE report_id = ? AND address = ?", posting.reportId(), posting.address()));
    }
}
