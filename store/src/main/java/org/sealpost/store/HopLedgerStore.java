package org.sealpost.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Domain;
import org.sealpost.policy.HopLedger;
import org.sealpost.store.database.Database;

/**
 * How the last connections to each domain were protected, in the database. Written down from time to time, not with each
 * message: the audit log knows about each, so a little may be forgotten here when the machine stops.
 */
public final class HopLedgerStore implements HopLedger {
    private static final int UNWRITTEN_LIMIT = 1_000;

    private final Database database;
    private final Map<Key, Entry> unwritten = new HashMap<>();

    private record Key(Domain domain, boolean sent) {}

    public HopLedgerStore(Database database) {
        this.database = database;
    }

    @Override
    public void note(Entry entry) {
        boolean full;
        synchronized (unwritten) {
            unwritten.put(new Key(entry.domain(), entry.sent()), entry);
            full = unwritten.size() >= UNWRITTEN_LIMIT;
        }
        if (full) {
            write();
        }
    }

    /** Puts on disk what is not there yet. */
    public void write() {
        List<Entry> entries;
        synchronized (unwritten) {
            entries = new ArrayList<>(unwritten.values());
            unwritten.clear();
        }
        if (entries.isEmpty()) {
            return;
        }
        var _ = database.<Integer>write(sql -> {
            sql.batch(
                    "DELETE FROM hop_last WHERE domain = ? AND sent = ?",
                    entries.stream()
                            .<@Nullable Object[]>map(
                                    entry -> new Object[] {entry.domain().name(), entry.sent()})
                            .toList());
            sql.batch(
                    "INSERT INTO hop_last (domain, sent, noted_at, host, because) VALUES (?, ?, ?, ?, ?)",
                    entries.stream()
                            .<@Nullable Object[]>map(entry -> new Object[] {
                                entry.domain().name(),
                                entry.sent(),
                                entry.at(),
                                entry.host(),
                                Findings.write(entry.because())
                            })
                            .toList());
            return entries.size();
        });
    }

    @Override
    public List<Entry> last(Domain domain) {
        write();
        return database.read(sql -> sql.list(
                "SELECT sent, noted_at, host, because FROM hop_last WHERE domain = ? ORDER BY noted_at DESC",
                row -> new Entry(
                        domain,
                        row.getInt(1) == 1,
                        Instant.ofEpochMilli(row.getLong(2)),
                        row.getString(3),
                        Findings.read(row.getString(4))),
                domain.name()));
    }
}
