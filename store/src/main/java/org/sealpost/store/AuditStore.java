package org.sealpost.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.Sha256;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionRule;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.policy.Rule;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Dialect;
import org.sealpost.store.database.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The audit log in the database. Each line holds the hash of the line before it, so that a line that was changed, removed or
 * put in later is found.
 *
 * <p>A line can be chained only when the one before it is fixed. SQLite has one writer: there events are chained in the
 * transaction of the change that they tell of. On PostgreSQL such transactions run side by side and would all wait for the
 * end of the chain until the one before has come to disk; there events are kept in their transaction as waiting, and are
 * chained right after it, many at a time. Whoever reads sees them chained.
 */
public final class AuditStore implements AuditLog {
    private static final Logger LOG = LoggerFactory.getLogger(AuditStore.class);
    private static final String EVENT = "at, action, actor, subject, outcome, because";
    private static final String COLUMNS = "sequence, " + EVENT + ", previous_hash, hash FROM audit";
    private static final int PAGE = 1_000;

    private final Database database;
    private final boolean oneWriter;
    private final AtomicBoolean chaining = new AtomicBoolean();

    public AuditStore(Database database) {
        this.database = database;
        this.oneWriter = database.dialect() == Dialect.SQLITE;
    }

    @Override
    public void append(List<AuditEvent> events, Change change) {
        database.<Boolean>write(sql -> {
            change.make();
            if (oneWriter) {
                // All who write in this transaction add to one chain; its end is written once.
                sql.atEnd(Chain.class, () -> new Chain(head(sql))).add(sql, events);
            } else {
                letWait(sql, events);
            }
            return true;
        });
        change.made();
        if (!oneWriter && chaining.compareAndSet(false, true)) {
            Thread.ofVirtual().name("audit-chain").start(this::chainInBackground);
        }
    }

    @Override
    public List<AuditLine> find(String subject, int limit) {
        chainWaiting();
        if (subject.isEmpty()) {
            return database.read(
                    sql -> sql.list("SELECT " + COLUMNS + " ORDER BY sequence DESC LIMIT ?", AuditStore::line, limit));
        }
        return database.read(sql -> sql.list(
                "SELECT " + COLUMNS + " WHERE subject = ? ORDER BY sequence DESC LIMIT ?",
                AuditStore::line,
                subject,
                limit));
    }

    /**
     * The newest lines that one of the administrators' rules led to, newest first.
     *
     * @param lookBack how many lines of the log are looked at, from the newest back
     */
    public List<AuditLine> hits(String ruleName, long lookBack, int limit) {
        chainWaiting();
        return database.read(sql -> sql.list(
                "SELECT " + COLUMNS + " WHERE sequence > (SELECT sequence FROM audit_head) - ? AND (because LIKE ?"
                        + " ESCAPE '!' OR because LIKE ? ESCAPE '!') ORDER BY sequence DESC LIMIT ?",
                AuditStore::line,
                lookBack,
                pattern(ProtectionRule.RULE_APPLIES, ruleName),
                pattern(InspectionRule.RULE_DECIDES, ruleName),
                limit));
    }

    /** Of a finding whose first fact is the name of the rule; the version and what it wants follow. */
    private static String pattern(Rule finding, String ruleName) {
        String named = Findings.write(List.of(Finding.of(finding, ruleName)));
        String start = named.substring(0, named.length() - 1) + ",";
        return "%" + start.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%";
    }

    /** The lines after this one in order, at most a page of them. */
    public List<AuditLine> after(long sequence) {
        chainWaiting();
        return database.read(sql -> sql.list(
                "SELECT " + COLUMNS + " WHERE sequence > ? ORDER BY sequence LIMIT " + PAGE,
                AuditStore::line,
                sequence));
    }

    /** Reads the whole log and checks the chain; says where it is broken first, if it is. */
    public Verification verify() {
        return verify(0, GENESIS);
    }

    /** Checks the newest lines, at most so many, and that they follow the line before them. */
    public Verification verifyNewest(int lines) {
        chainWaiting();
        long start = Math.max(0, database.read(this::readHead).sequence - lines);
        if (start == 0) {
            return verify();
        }
        return after(start - 1).stream()
                .findFirst()
                .filter(line -> line.sequence() == start)
                .map(line -> verify(start, line.hash()))
                .orElseGet(() -> new Verification(0, Optional.of("line " + start + " is missing")));
    }

    private Verification verify(long start, String hashBefore) {
        String hash = hashBefore;
        long checked = start;
        while (true) {
            // Before the page, which then shows at least what the head counts.
            Head head = database.read(this::readHead);
            List<AuditLine> page = after(checked);
            for (AuditLine line : page) {
                Optional<String> fault = fault(line, checked + 1, hash);
                if (fault.isPresent()) {
                    return new Verification(checked - start, fault);
                }
                checked = line.sequence();
                hash = line.hash();
            }
            if (page.isEmpty()) {
                return new Verification(checked - start, headFault(head, checked, hash));
            }
        }
    }

    /** How many lines are whole, and what is wrong with the next one. */
    public record Verification(long lines, Optional<String> fault) {}

    private static Optional<String> fault(AuditLine line, long expected, String previousHash) {
        if (line.sequence() != expected) {
            return Optional.of("line " + expected + " is missing");
        }
        if (!line.previousHash().equals(previousHash)) {
            return Optional.of("line " + expected + " does not follow the line before it");
        }
        if (!line.hash()
                .equals(hash(
                        line.sequence(),
                        line.event(),
                        Findings.write(line.event().because()),
                        previousHash))) {
            return Optional.of("line " + expected + " was changed");
        }
        return Optional.empty();
    }

    private static Optional<String> headFault(Head head, long last, String hash) {
        return head.equals(new Head(last, hash))
                ? Optional.empty()
                : Optional.of("lines after line " + last + " were removed");
    }

    private void letWait(Sql sql, List<AuditEvent> events) throws SQLException {
        sql.batch(
                "INSERT INTO audit_waiting (" + EVENT + ") VALUES (?, ?, ?, ?, ?, ?)",
                events.stream()
                        .map(event -> new @Nullable Object[] {
                            event.at(),
                            event.action().name(),
                            event.actor(),
                            event.subject(),
                            event.outcome(),
                            Findings.write(event.because())
                        })
                        .toList());
    }

    @SuppressWarnings("IllegalCatch") // What waits is on disk; the next event or reader tries again.
    private void chainInBackground() {
        // Before the look: whoever comes after it starts another run.
        chaining.set(false);
        try {
            chainWaiting();
        } catch (RuntimeException e) {
            LOG.warn("events of the audit log wait to be chained: {}", e.getMessage());
        }
    }

    /** Chains what waits, also what another node has left behind. */
    private void chainWaiting() {
        while (!oneWriter && database.<Integer>write(this::chainPage) == PAGE) {
            // Until a page was not full.
        }
    }

    private int chainPage(Sql sql) throws SQLException {
        boolean nothing = sql.count("SELECT COUNT(*) FROM (SELECT 1 FROM audit_waiting LIMIT 1) AS one") == 0;
        if (nothing) {
            return 0;
        }
        // First the head: nobody else takes from what waits while it is held.
        Head head = head(sql);
        List<Waiting> page = sql.list(
                "SELECT id, " + EVENT + " FROM audit_waiting ORDER BY id LIMIT " + PAGE,
                row -> new Waiting(row.getLong(1), event(row)));
        sql.batch(
                "DELETE FROM audit_waiting WHERE id = ?",
                page.stream().map(one -> new @Nullable Object[] {one.id}).toList());
        Chain chain = new Chain(head);
        chain.add(sql, page.stream().map(Waiting::event).toList());
        chain.write(sql);
        return page.size();
    }

    private record Waiting(long id, AuditEvent event) {}

    /** Lines that are written in one transaction. */
    private static final class Chain implements Sql.Ending {
        private Head head;

        Chain(Head head) {
            this.head = head;
        }

        void add(Sql sql, List<AuditEvent> events) throws SQLException {
            List<@Nullable Object[]> rows = new ArrayList<>();
            for (AuditEvent event : events) {
                long sequence = head.sequence + 1;
                String because = Findings.write(event.because());
                String hash = hash(sequence, event, because, head.hash);
                rows.add(new @Nullable Object[] {
                    sequence,
                    event.at(),
                    event.action().name(),
                    event.actor(),
                    event.subject(),
                    event.outcome(),
                    because,
                    head.hash,
                    hash
                });
                head = new Head(sequence, hash);
            }
            sql.batch("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows);
        }

        @Override
        public void write(Sql sql) throws SQLException {
            sql.update("UPDATE audit_head SET sequence = ?, hash = ?", head.sequence, head.hash);
        }
    }

    /** Holds the head until the end of the transaction, so that two nodes never write the same line number. */
    private Head head(Sql sql) throws SQLException {
        return head(sql, database.dialect().forUpdate());
    }

    private Head readHead(Sql sql) throws SQLException {
        return head(sql, "");
    }

    private static Head head(Sql sql, String lock) throws SQLException {
        return sql.one(
                        "SELECT sequence, hash FROM audit_head" + lock,
                        row -> new Head(row.getLong(1), row.getString(2)))
                .orElseThrow();
    }

    private static AuditLine line(ResultSet row) throws SQLException {
        return new AuditLine(row.getLong(1), event(row), row.getString(8), row.getString(9));
    }

    /** From the columns behind the first, which counts. */
    private static AuditEvent event(ResultSet row) throws SQLException {
        return new AuditEvent(
                Instant.ofEpochMilli(row.getLong(2)),
                AuditAction.valueOf(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Findings.read(row.getString(7)));
    }

    /** Each field goes in with its length, so that no two events have the same bytes. */
    private static String hash(long sequence, AuditEvent event, String because, String previousHash) {
        ByteArrayOutputStream text = new ByteArrayOutputStream(512);
        for (String field : List.of(
                previousHash,
                Long.toString(sequence),
                Long.toString(event.at().toEpochMilli()),
                event.action().name(),
                event.actor(),
                event.subject(),
                event.outcome(),
                because)) {
            byte[] octets = field.getBytes(StandardCharsets.UTF_8);
            text.writeBytes(Integer.toString(octets.length).getBytes(StandardCharsets.US_ASCII));
            text.write(':');
            text.writeBytes(octets);
        }
        return Sha256.hex(text.toByteArray());
    }

    private static final String GENESIS = "0".repeat(64);

    private record Head(long sequence, String hash) {}
}
