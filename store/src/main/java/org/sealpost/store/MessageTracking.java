package org.sealpost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AuditAction;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Finds messages by who wrote them, to whom and when, in the audit log, also long after they have left. */
public final class MessageTracking {
    private static final String ACTIONS = Stream.of(
                    AuditAction.ACCEPT,
                    AuditAction.DECIDE,
                    AuditAction.SIGN,
                    AuditAction.ENCRYPT,
                    AuditAction.DELIVER,
                    AuditAction.DEFER,
                    AuditAction.REFUSE,
                    AuditAction.QUARANTINE)
            .map(action -> "'" + action + "'")
            .collect(Collectors.joining(", "));
    /** The words of a line with a space around each, so that no address is found inside a longer one. */
    private static final String WORDS = "' ' || REPLACE(LOWER(outcome), ',', ' ') || ' '";

    private final Database database;
    private final AuditStore auditLog;

    public MessageTracking(Database database, AuditStore auditLog) {
        this.database = database;
        this.auditLog = auditLog;
    }

    /**
     * Which messages are meant; all conditions that are given must hold.
     *
     * @param since when something was written down about it, from here on
     * @param until up to here, exclusive
     */
    public record Search(
            Optional<MailAddress> sender,
            Optional<MailAddress> recipient,
            Optional<Instant> since,
            Optional<Instant> until) {}

    /** Queue ids, newest first. */
    public List<String> find(Search search, int limit) {
        // What another node has written is chained first.
        auditLog.find("", 1);
        return database.read(sql -> {
            long last = sql.count("SELECT sequence FROM audit_head");
            List<@Nullable Object> arguments = new ArrayList<>();
            long first =
                    search.since().isPresent() ? firstAt(sql, search.since().get(), last) : 1;
            long end = search.until().isPresent() ? firstAt(sql, search.until().get(), last) : last + 1;
            List<String> sets = new ArrayList<>();
            sets.add(subjects(first, end, arguments));
            search.sender()
                    .ifPresent(sender -> sets.add(subjects(first, end, arguments)
                            + with("% accepted from " + pattern(sender) + " to %", arguments)));
            // A decision names nobody but the recipient.
            search.recipient()
                    .ifPresent(recipient -> sets.add(subjects(first, end, arguments)
                            + with("% " + pattern(recipient) + " %", arguments)
                            + " AND (action <> 'ACCEPT' OR "
                            + words("% to " + pattern(recipient) + " %", arguments) + ")"));
            arguments.add(limit);
            return sql.list(
                    "SELECT subject, MAX(sequence) FROM audit WHERE subject IN (" + String.join(" INTERSECT ", sets)
                            + ") GROUP BY subject ORDER BY 2 DESC LIMIT ?",
                    row -> row.getString(1),
                    arguments.toArray(new @Nullable Object[0]));
        });
    }

    private static String subjects(long first, long end, List<@Nullable Object> arguments) {
        arguments.add(first);
        arguments.add(end);
        return "SELECT subject FROM audit WHERE sequence >= ? AND sequence < ? AND action IN (" + ACTIONS + ")";
    }

    private static String with(String pattern, List<@Nullable Object> arguments) {
        return " AND " + words(pattern, arguments);
    }

    private static String words(String pattern, List<@Nullable Object> arguments) {
        arguments.add(pattern);
        return WORDS + " LIKE ? ESCAPE '!'";
    }

    private static String pattern(MailAddress address) {
        return address.toString()
                .toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
    }

    /** The first line at this time or later; lines are in the order of time, so halves are thrown away. */
    private static long firstAt(Sql sql, Instant time, long last) throws java.sql.SQLException {
        long low = 1;
        long high = last + 1;
        while (low < high) {
            long middle = (low + high) >>> 1;
            long at = sql.count("SELECT at FROM audit WHERE sequence = ?", middle);
            if (at < time.toEpochMilli()) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
