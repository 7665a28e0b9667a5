package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.MailQueue.Wait;
import org.sealpost.mail.Ruling;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Recipients in the queue who wait for a way to encrypt. They are rows like all others, due when they are looked at again. */
final class HeldRows {
    static final String COLUMNS = "held_at, ruling, ruling_by, ruling_reason, released_at";
    private final Database database;
    private final Step lock;
    private final Step due;
    private final Clock clock;

    /** What is done with one message inside a transaction. */
    @FunctionalInterface
    interface Step {
        void on(Sql sql, String queueId) throws SQLException;
    }

    HeldRows(Database database, Step lock, Step due, Clock clock) {
        this.database = database;
        this.lock = lock;
        this.due = due;
        this.clock = clock;
    }

    Change holding(Leased leased, List<MailAddress> recipients, Instant nextLook, String reason) {
        String queueId = leased.mail().queueId();
        String shortReason = QueueStore.shortReason(reason);
        Instant now = clock.instant();
        return () -> database.<Boolean>write(sql -> {
            lock.on(sql, queueId);
            sql.batch(
                    "UPDATE queue_recipient SET due_at = ?, held_at = COALESCE(held_at, ?), released_at = NULL,"
                            + " lease = NULL, last_reason = ?"
                            + " WHERE queue_id = ? AND address = ? AND lease = ?",
                    recipients.stream()
                            .map(recipient -> new @Nullable Object[] {
                                nextLook, now, shortReason, queueId, recipient.toString(), leased.lease()
                            })
                            .toList());
            due.on(sql, queueId);
            return true;
        });
    }

    int wake() {
        Instant now = clock.instant();
        String waiting =
                "SELECT DISTINCT queue_id FROM queue_recipient WHERE held_at IS NOT NULL AND released_at IS NULL"
                        + " AND lease IS NULL AND suspended_at IS NULL AND due_at > ?";
        boolean nobody = database.<List<String>>read(
                        sql -> sql.list(waiting + " LIMIT 1", row -> row.getString(1), now))
                .isEmpty();
        if (nobody) {
            return 0;
        }
        return database.write(sql -> {
            List<String> messages = sql.list(waiting, row -> row.getString(1), now);
            for (String queueId : messages) {
                lock.on(sql, queueId);
                sql.update(
                        "UPDATE queue_recipient SET due_at = ? WHERE queue_id = ? AND held_at IS NOT NULL"
                                + " AND released_at IS NULL AND lease IS NULL AND suspended_at IS NULL",
                        now,
                        queueId);
                due.on(sql, queueId);
            }
            return messages.size();
        });
    }

    Change ruling(String queueId, MailAddress recipient, Ruling ruling) {
        return () -> database.<Boolean>write(sql -> {
            lock.on(sql, queueId);
            int changed = sql.update(
                    "UPDATE queue_recipient SET ruling = ?, ruling_by = ?, ruling_reason = ?, due_at = CASE"
                            + " WHEN lease IS NULL AND suspended_at IS NULL THEN ? ELSE due_at END"
                            + " WHERE queue_id = ? AND address = ? AND held_at IS NOT NULL AND released_at IS NULL",
                    ruling.kind().word(),
                    ruling.by(),
                    ruling.reason(),
                    clock.instant(),
                    queueId,
                    recipient.toString());
            if (changed == 0) {
                throw new MailFailure(
                        EnhancedStatus.BAD_MAILBOX,
                        "message " + queueId + " does not wait for a certificate of " + recipient
                                + "; see: sealpost queue held");
            }
            due.on(sql, queueId);
            return true;
        });
    }

    /** {@code first}: the place of {@link #COLUMNS} in the row. */
    static Optional<Wait> wait(ResultSet row, int first) throws SQLException {
        Optional<Instant> since = instant(row, first);
        Optional<Ruling.Kind> kind = Optional.ofNullable(row.getString(first + 1))
                .map(word -> Ruling.Kind.valueOf(word.toUpperCase(Locale.ROOT)));
        if (since.isEmpty()) {
            return Optional.empty();
        }
        Optional<Ruling> ruling = kind.isEmpty()
                ? Optional.empty()
                : Optional.of(new Ruling(kind.get(), row.getString(first + 2), row.getString(first + 3)));
        return Optional.of(new Wait(since.get(), ruling, instant(row, first + 4)));
    }

    static Optional<Instant> instant(ResultSet row, int column) throws SQLException {
        long at = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(at));
    }
}
