package org.sealpost.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.MailQueue.Progress;
import org.sealpost.mail.ReportWishes.Wish;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Large groups in the queue. They are recipients like all others until their members take their place. */
final class GroupRows {
    /** So many members of a group are served together, so that a stop in between concerns few. */
    static final int TOGETHER = 200;

    private final Database database;
    private final HeldRows.Step lock;
    private final HeldRows.Step due;
    private final Clock clock;

    GroupRows(Database database, HeldRows.Step lock, HeldRows.Step due, Clock clock) {
        this.database = database;
        this.lock = lock;
        this.due = due;
        this.clock = clock;
    }

    Change expanding(Leased leased, MailAddress group, List<MailAddress> people) {
        String queueId = leased.mail().queueId();
        return () -> database.<Boolean>write(sql -> {
            lock.on(sql, queueId);
            Wish wish = sql.one(
                            "SELECT report FROM queue_recipient WHERE queue_id = ? AND address = ?",
                            row -> WishText.recipient(row.getString(1)),
                            queueId,
                            group.toString())
                    .orElse(Wish.NONE);
            int removed = sql.update(
                    "DELETE FROM queue_recipient WHERE queue_id = ? AND address = ? AND is_group = 1",
                    queueId,
                    group.toString());
            // Somebody else did it already if there was none.
            if (removed == 1) {
                insert(sql, queueId, people, wish.forMembers(group));
            }
            due.on(sql, queueId);
            return true;
        });
    }

    private void insert(Sql sql, String queueId, List<MailAddress> people, Wish wish) throws SQLException {
        Set<String> known = new HashSet<>(sql.list(
                "SELECT address FROM queue_recipient WHERE queue_id = ?",
                row -> MailAddress.parse(row.getString(1)).key(),
                queueId));
        long position =
                sql.count("SELECT COALESCE(MAX(position), -1) + 1 FROM queue_recipient WHERE queue_id = ?", queueId);
        Instant now = clock.instant();
        Optional<String> report = WishText.ofRecipient(wish);
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (MailAddress person : people) {
            if (known.add(person.key())) {
                rows.add(new @Nullable Object[] {queueId, position++, person.toString(), now, report});
            }
        }
        sql.batch(
                "INSERT INTO queue_recipient (queue_id, position, address, due_at, attempts, last_reason, report)"
                        + " VALUES (?, ?, ?, ?, 0, '', ?)",
                rows);
    }

    /** Groups go first and alone; then some of the people. */
    static void lease(Sql sql, String queueId, String lease, Instant now, Instant until) throws SQLException {
        int groups = sql.update(
                "UPDATE queue_recipient SET due_at = ?, lease = ? WHERE queue_id = ? AND due_at <= ? AND is_group = 1",
                until,
                lease,
                queueId,
                now);
        if (groups == 0) {
            sql.update(
                    "UPDATE queue_recipient SET due_at = ?, lease = ? WHERE queue_id = ? AND due_at <= ?"
                            + " AND position < (SELECT MIN(position) + ? FROM queue_recipient WHERE queue_id = ? AND due_at <= ?)",
                    until,
                    lease,
                    queueId,
                    now,
                    TOGETHER,
                    queueId,
                    now);
        }
    }

    Optional<Progress> progress(String queueId) {
        return database.read(sql -> sql.one(
                        "SELECT COALESCE(SUM(is_group), 0), COALESCE(SUM(1 - is_group), 0),"
                                + " COALESCE(SUM(CASE WHEN lease IS NOT NULL AND is_group = 0 THEN 1 ELSE 0 END), 0),"
                                + " COALESCE(SUM(CASE WHEN held_at IS NOT NULL AND released_at IS NULL THEN 1 ELSE 0 END), 0)"
                                + " FROM queue_recipient WHERE queue_id = ?",
                        row -> new Progress(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4)),
                        queueId))
                .filter(progress -> progress.groups() + progress.left() > 0);
    }
}
