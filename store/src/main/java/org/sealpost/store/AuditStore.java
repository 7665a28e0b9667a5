package org.sealpost.store;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/**
 * The audit log in the database. Each line holds the hash of the line before it, so that a line that was changed, removed or
 * put in later is found. The events of all who wait at the same time are written in one transaction.
 */
public final class AuditStore implements AuditLog {
    private static final String COLUMNS =
            "sequence, at, action, actor, subject, outcome, because, previous_hash, hash FROM audit";
    private static final int PAGE = 1_000;

    private final Database database;
    private final Batcher<Entry> batcher;

    public AuditStore(Database database) {
        this.database = database;
        this.batcher = new Batcher<>(this::write);
    }

    @Override
    public void append(List<AuditEvent> events) {
        append(new Entry(events, Optional.empty()));
    }

    @Override
    public void append(List<AuditEvent> events, Change change) {
        append(new Entry(events, Optional.of(change)));
        change.made();
    }

    private void append(Entry entry) {
        batcher.add(entry);
        entry.failure().ifPresent(failure -> {
            throw failure;
        });
    }

    @Override
    public List<AuditLine> find(String subject, int limit) {
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

    /** The lines after this one in order, at most a page of them. */
    public List<AuditLine> after(long sequence) {
        return database.read(sql -> sql.list(
                "SELECT " + COLUMNS + " WHERE sequence > ? ORDER BY sequence LIMIT " + PAGE,
                AuditStore::line,
                sequence));
    }

    /** Reads the whole log and checks the chain; says where it is broken first, if it is. */
    public Verification verify() {
        String hash = GENESIS;
        long checked = 0;
        while (true) {
            List<AuditLine> page = after(checked);
            for (AuditLine line : page) {
                Optional<String> fault = fault(line, checked + 1, hash);
                if (fault.isPresent()) {
                    return new Verification(checked, fault);
                }
                checked = line.sequence();
                hash = line.hash();
            }
            if (page.isEmpty()) {
                return new Verification(checked, headFault(checked, hash));
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

    private Optional<String> headFault(long last, String hash) {
        boolean whole = database.<Long>read(
                        sql -> sql.count("SELECT COUNT(*) FROM audit_head WHERE sequence = ? AND hash = ?", last, hash))
                == 1;
        return whole ? Optional.empty() : Optional.of("lines after line " + last + " were removed");
    }

    private void write(Supplier<List<Entry>> entries) {
        database.write(sql -> {
            Head head = head(sql);
            List<@Nullable Object[]> rows = new ArrayList<>();
            // Asked for behind the wait for the head: whoever came meanwhile is in.
            for (Entry entry : entries.get()) {
                for (AuditEvent event : entry.made(sql) ? entry.events : List.<AuditEvent>of()) {
                    long sequence = head.sequence + 1;
                    String because = Findings.write(event.because());
                    String hash = hash(sequence, event, because, head.hash);
                    rows.add(row(sequence, event, because, head.hash, hash));
                    head = new Head(sequence, hash);
                }
            }
            sql.batch("INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows);
            return sql.update("UPDATE audit_head SET sequence = ?, hash = ?", head.sequence, head.hash);
        });
    }

    /** The events of one caller, and the change that is made with them or not at all. */
    private static final class Entry {
        private final List<AuditEvent> events;
        private final Optional<Change> change;
        private @Nullable RuntimeException failure;

        Entry(List<AuditEvent> events, Optional<Change> change) {
            this.events = List.copyOf(events);
            this.change = change;
        }

        /** Makes the change inside the transaction of all; its failure is its caller's alone. */
        @SuppressWarnings("IllegalCatch") // One caller's failure is undone and handed to that caller.
        boolean made(Sql sql) throws SQLException {
            failure = null;
            if (change.isEmpty()) {
                return true;
            }
            try {
                sql.<Boolean>alone(inside -> {
                    change.get().make();
                    return true;
                });
            } catch (RuntimeException e) {
                failure = e;
            }
            return failure == null;
        }

        Optional<RuntimeException> failure() {
            return Optional.ofNullable(failure);
        }
    }

    /** Holds the head until the end of the transaction, so that two nodes never write the same line number. */
    private Head head(Sql sql) throws SQLException {
        return sql.one(
                        "SELECT sequence, hash FROM audit_head"
                                + database.dialect().forUpdate(),
                        row -> new Head(row.getLong(1), row.getString(2)))
                .orElseThrow();
    }

    private static @Nullable Object[] row(
            long sequence, AuditEvent event, String because, String previousHash, String hash) {
        return new @Nullable Object[] {
            sequence,
            event.at(),
            event.action().name(),
            event.actor(),
            event.subject(),
            event.outcome(),
            because,
            previousHash,
            hash
        };
    }

    private static AuditLine line(ResultSet row) throws SQLException {
        AuditEvent event = new AuditEvent(
                Instant.ofEpochMilli(row.getLong(2)),
                AuditAction.valueOf(row.getString(3)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Findings.read(row.getString(7)));
        return new AuditLine(row.getLong(1), event, row.getString(8), row.getString(9));
    }

    /** Each field goes in with its length, so that no two events have the same bytes. */
    private static String hash(long sequence, AuditEvent event, String because, String previousHash) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String field : List.of(
                    previousHash,
                    Long.toString(sequence),
                    Long.toString(event.at().toEpochMilli()),
                    event.action().name(),
                    event.actor(),
                    event.subject(),
                    event.outcome(),
                    because)) {
                byte[] bytes = field.getBytes(StandardCharsets.UTF_8);
                digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("the platform lacks SHA-256", e);
        }
    }

    private static final String GENESIS = "0".repeat(64);

    private record Head(long sequence, String hash) {}
}
