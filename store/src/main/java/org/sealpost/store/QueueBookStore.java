package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Entry;
import org.sealpost.mail.MailQueue.State;
import org.sealpost.mail.QueueBook;
import org.sealpost.mail.Redirect;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The rows of the queue in the hands of administrators. */
public final class QueueBookStore implements QueueBook {
    /** The end of the year 9999: a suspended recipient is never due. */
    private static final Instant NEVER = Instant.ofEpochMilli(253_402_300_799_000L);

    private static final String WAITS_FOR_KEY = "r.held_at IS NOT NULL AND r.released_at IS NULL";
    private static final String SELECT =
            "SELECT m.queue_id, m.reverse_path, r.address, m.size_bytes, m.received_at, r.due_at, r.attempts,"
                    + " r.last_reason, CASE WHEN r.released_at IS NULL THEN r.held_at END, CASE"
                    + " WHEN r.lease IS NOT NULL THEN 'UNDER_WAY' WHEN r.suspended_at IS NOT NULL THEN 'SUSPENDED' WHEN "
                    + WAITS_FOR_KEY + " THEN 'HELD' ELSE 'WAITING' END"
                    + " FROM queue_message m JOIN queue_recipient r ON r.queue_id = m.queue_id";

    private final Database database;
    private final ContentStore contents;
    private final QueueStore queue;
    private final Clock clock;

    QueueBookStore(Database database, ContentStore contents, QueueStore queue, Clock clock) {
        this.database = database;
        this.contents = contents;
        this.queue = queue;
        this.clock = clock;
    }

    @Override
    public List<Entry> browse(Filter filter, int limit) {
        List<String> conditions = new ArrayList<>();
        List<@Nullable Object> arguments = new ArrayList<>();
        filter.queueId().ifPresent(id -> with(conditions, "m.queue_id = ?", arguments, id));
        filter.domain()
                .ifPresent(domain -> with(
                        conditions, "LOWER(r.address) LIKE ? ESCAPE '!'", arguments, "%@" + escaped(domain.name())));
        filter.sender().ifPresent(sender -> with(conditions, "LOWER(m.reverse_path) = ?", arguments, lower(sender)));
        filter.recipient()
                .ifPresent(recipient -> with(conditions, "LOWER(r.address) = ?", arguments, lower(recipient)));
        filter.reason()
                .ifPresent(text -> with(
                        conditions,
                        "LOWER(r.last_reason) LIKE ? ESCAPE '!'",
                        arguments,
                        "%" + escaped(text.toLowerCase(Locale.ROOT)) + "%"));
        filter.before().ifPresent(time -> with(conditions, "m.received_at < ?", arguments, time));
        filter.state().ifPresent(state -> conditions.add(condition(state)));
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        arguments.add(limit);
        return database.read(sql -> sql.list(
                SELECT + where + " ORDER BY m.queue_id, r.position LIMIT ?",
                QueueBookStore::entry,
                arguments.toArray(new @Nullable Object[0])));
    }

    private static void with(
            List<String> conditions, String condition, List<@Nullable Object> arguments, Object argument) {
        conditions.add(condition);
        arguments.add(argument);
    }

    private static String condition(State state) {
        return switch (state) {
            case UNDER_WAY -> "r.lease IS NOT NULL";
            case SUSPENDED -> "r.lease IS NULL AND r.suspended_at IS NOT NULL";
            // Also while somebody looks whether there is a key by now.
            case HELD -> "r.suspended_at IS NULL AND " + WAITS_FOR_KEY;
            case WAITING -> "r.lease IS NULL AND r.suspended_at IS NULL AND NOT (" + WAITS_FOR_KEY + ")";
        };
    }

    private static String lower(MailAddress address) {
        return address.toString().toLowerCase(Locale.ROOT);
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(
                row.getString(1),
                Optional.ofNullable(row.getString(2)).map(MailAddress::parse),
                MailAddress.parse(row.getString(3)),
                row.getLong(4),
                Instant.ofEpochMilli(row.getLong(5)),
                Instant.ofEpochMilli(row.getLong(6)),
                row.getInt(7),
                row.getString(8),
                HeldRows.instant(row, 9),
                State.valueOf(row.getString(10)));
    }

    @Override
    public Optional<MailObject> find(String queueId) {
        return database.read(sql -> {
            Optional<QueueRow> row = sql.one(
                    "SELECT " + QueueRow.COLUMNS + " FROM queue_message WHERE queue_id = ?", QueueRow::of, queueId);
            if (row.isEmpty()) {
                return Optional.<MailObject>empty();
            }
            List<QueueRow.Tried> recipients = sql.list(
                    "SELECT " + QueueRow.Tried.COLUMNS + " FROM queue_recipient WHERE queue_id = ? ORDER BY position",
                    QueueRow.Tried::of,
                    queueId);
            return Optional.of(
                    row.get().mail(recipients, contents.get(sql, row.get().content())));
        });
    }

    void postpone(MailQueue.Leased leased, List<MailAddress> recipients, Instant at) {
        String queueId = leased.mail().queueId();
        database.<Boolean>write(sql -> {
            queue.hold(sql, queueId);
            sql.batch(
                    "UPDATE queue_recipient SET due_at = ?, lease = NULL WHERE queue_id = ? AND address = ? AND lease = ?",
                    recipients.stream()
                            .map(one -> new @Nullable Object[] {at, queueId, one.toString(), leased.lease()})
                            .toList());
            return queue.setDue(sql, queueId);
        });
    }

    @Override
    public int wake(Optional<Domain> domain, int limit) {
        Instant now = clock.instant();
        String waiting = "lease IS NULL AND suspended_at IS NULL AND (held_at IS NULL OR released_at IS NOT NULL)"
                + " AND due_at > ? AND (last_reason LIKE '4.4.1 %' OR last_reason LIKE '4.4.3 %')"
                + " AND LOWER(address) LIKE ? ESCAPE '!'";
        String address = "%@" + domain.map(one -> escaped(one.name())).orElse("%");
        return database.<Integer>write(sql -> {
            List<String> messages = sql.list(
                    "SELECT DISTINCT queue_id FROM queue_recipient WHERE " + waiting + " LIMIT ?",
                    row -> row.getString(1),
                    now,
                    address,
                    limit);
            for (String queueId : messages) {
                queue.hold(sql, queueId);
                sql.update(
                        "UPDATE queue_recipient SET due_at = ? WHERE queue_id = ? AND " + waiting,
                        now,
                        queueId,
                        now,
                        address);
                queue.setDue(sql, queueId);
            }
            return messages.size();
        });
    }

    @Override
    public Change suspending(String queueId, List<MailAddress> recipients, String reason) {
        return changing(
                queueId,
                recipients,
                "UPDATE queue_recipient SET suspended_at = ?, due_at = ?, last_reason = ?"
                        + " WHERE queue_id = ? AND address = ? AND lease IS NULL",
                clock.instant(),
                NEVER,
                QueueStore.shortReason(reason));
    }

    @Override
    public Change suspending(MailQueue.Leased leased, List<MailAddress> recipients, String reason) {
        String queueId = leased.mail().queueId();
        return () -> database.<Boolean>write(sql -> {
            queue.hold(sql, queueId);
            for (MailAddress recipient : recipients) {
                sql.update(
                        "UPDATE queue_recipient SET suspended_at = ?, due_at = ?, last_reason = ?, lease = NULL"
                                + " WHERE queue_id = ? AND address = ? AND lease = ?",
                        clock.instant(),
                        NEVER,
                        QueueStore.shortReason(reason),
                        queueId,
                        recipient.toString(),
                        leased.lease());
            }
            return queue.setDue(sql, queueId);
        });
    }

    @Override
    public Change redirecting(String queueId, List<MailAddress> recipients, Optional<Redirect> to, String reason) {
        return changing(
                queueId,
                recipients,
                "UPDATE queue_recipient SET redirect = ?, redirect_by = ?, last_reason = ?,"
                        + " due_at = CASE WHEN suspended_at IS NULL THEN ? ELSE due_at END"
                        + " WHERE queue_id = ? AND address = ? AND lease IS NULL",
                to.map(Redirect::address),
                to.map(Redirect::by),
                QueueStore.shortReason(reason),
                clock.instant());
    }

    @Override
    public Change resuming(String queueId, List<MailAddress> recipients) {
        return () -> database.<Boolean>write(sql -> {
            queue.hold(sql, queueId);
            for (MailAddress recipient : recipients) {
                sql.update(
                        "UPDATE queue_recipient SET suspended_at = NULL, due_at = ?"
                                + " WHERE queue_id = ? AND address = ? AND lease IS NULL",
                        clock.instant(),
                        queueId,
                        recipient.toString());
            }
            return queue.setDue(sql, queueId);
        });
    }

    @Override
    public Change removing(String queueId, List<MailAddress> recipients) {
        return changing(
                queueId,
                recipients,
                "DELETE FROM queue_recipient WHERE queue_id = ? AND address = ? AND lease IS NULL");
    }

    /** All of them or none: {@code statement} takes the arguments, the queue id and the address. */
    private Change changing(
            String queueId, List<MailAddress> recipients, String statement, @Nullable Object... arguments) {
        return () -> database.<Boolean>write(sql -> {
            queue.hold(sql, queueId);
            for (MailAddress recipient : recipients) {
                if (sql.update(statement, with(arguments, queueId, recipient.toString())) == 0) {
                    throw new MailFailure(
                            UNDER_WAY,
                            "message " + queueId + " to " + recipient + " is under way; look again in a moment");
                }
            }
            return queue.setDue(sql, queueId);
        });
    }

    private static @Nullable Object[] with(@Nullable Object[] arguments, String queueId, String address) {
        List<@Nullable Object> all = new ArrayList<>();
        for (@Nullable Object argument : arguments) {
            all.add(argument);
        }
        all.add(queueId);
        all.add(address);
        return all.toArray(new @Nullable Object[0]);
    }

    @Override
    public Change stopping(Stop stop) {
        return () -> database.<Integer>write(sql -> {
            remove(sql, stop.domain());
            return sql.update(
                    "INSERT INTO queue_stop (domain, since, actor, reason) VALUES (?, ?, ?, ?)",
                    stop.domain().name(),
                    stop.since(),
                    stop.by(),
                    stop.reason());
        });
    }

    @Override
    public Change goingOn(Domain domain) {
        return () -> database.<Integer>write(sql -> remove(sql, domain));
    }

    private static int remove(Sql sql, Domain domain) throws SQLException {
        return sql.update("DELETE FROM queue_stop WHERE domain = ?", domain.name());
    }

    @Override
    public List<Stop> stops() {
        return database.known(
                List.of("stops"),
                sql -> List.copyOf(sql.list(
                        "SELECT domain, since, actor, reason FROM queue_stop ORDER BY domain",
                        row -> new Stop(
                                new Domain(row.getString(1)),
                                Instant.ofEpochMilli(row.getLong(2)),
                                row.getString(3),
                                row.getString(4)))));
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }
}
