package org.sealpost.store;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.QueueBook;
import org.sealpost.mail.QueueBook.Filter;
import org.sealpost.mail.Redirect;
import org.sealpost.mail.Ruling;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queue in the database. A small message is one transaction, which it shares with all others that come in at that
 * moment; a large one is written before, in pieces, and enters the queue when it is whole.
 */
public final class QueueStore implements MailQueue {
    private static final Logger LOG = LoggerFactory.getLogger(QueueStore.class);
    /** Writing more than this at once would keep the one writer of SQLite from the others. */
    private static final int SMALL_BYTES = 256 * 1024;

    private static final int REASON_LIMIT = 1_000;
    /** RFC 5322 section 2.1.1: no line is longer. */
    private static final int NAME_LIMIT = 998;

    private final Database database;
    private final ContentStore contents;
    private final String node;
    private final Clock clock;
    private final HeldRows held;
    private final QueueBookStore book;
    private final GroupRows groups;

    /** {@code node}: names this process among those that share the database, the same after a restart. */
    public QueueStore(Database database, ContentStore contents, String node, Clock clock) {
        this.database = database;
        this.contents = contents;
        this.node = node;
        this.clock = clock;
        this.held = new HeldRows(database, this::hold, this::setDue, clock);
        this.book = new QueueBookStore(database, contents, this, clock);
        this.groups = new GroupRows(database, this::hold, this::setDue, clock);
    }

    @Override
    public Change entering(MailObject mail) {
        return entering(mail, clock.instant(), Optional.empty());
    }

    @Override
    public Optional<Handed> entering(MailObject mail, Instant until) {
        if (mail.content().sizeBytes() > SMALL_BYTES
                || !mail.envelope().groups().isEmpty()) {
            return Optional.empty();
        }
        String lease = newLease();
        return Optional.of(
                new Handed(entering(mail, until, Optional.of(lease)), new Leased(EnteringRows.asKept(mail), 0, lease)));
    }

    private Change entering(MailObject mail, Instant due, Optional<String> lease) {
        Content content = mail.content();
        Optional<String> messageId =
                HeaderSection.of(content).value("Message-ID").map(QueueStore::shortened);
        ContentStore.Ready ready = contents.ready(content, SMALL_BYTES);
        return () -> database.write(sql -> {
            EnteringRows.name(sql, mail, messageId);
            EnteringRows.message(sql, mail, contents.place(sql, ready), due);
            return EnteringRows.recipients(sql, mail, due, lease);
        });
    }

    @Override
    public List<Leased> lease(int limit, Instant now, Instant until) {
        boolean nothingDue = database.<Long>read(sql -> sql.count(
                        "SELECT COUNT(*) FROM (SELECT 1 FROM queue_message WHERE due_at <= ? LIMIT 1) AS due", now))
                == 0;
        if (nothingDue) {
            return List.of();
        }
        List<Taken> taken = database.write(sql -> takeDue(sql, limit, now, until));
        return taken.stream().map(this::leased).flatMap(Optional::stream).toList();
    }

    @Override
    public void extend(Leased leased, Instant until) {
        String queueId = leased.mail().queueId();
        database.write(sql -> {
            hold(sql, queueId);
            sql.update(
                    "UPDATE queue_recipient SET due_at = ? WHERE queue_id = ? AND lease = ?",
                    until,
                    queueId,
                    leased.lease());
            return setDue(sql, queueId);
        });
    }

    @Override
    public int takeBack() {
        return database.write(sql -> {
            List<String> mine = sql.list(
                    "SELECT DISTINCT queue_id FROM queue_recipient WHERE lease LIKE ? ESCAPE '!'",
                    row -> row.getString(1),
                    escaped(node) + " %");
            for (String queueId : mine) {
                hold(sql, queueId);
                sql.update(
                        "UPDATE queue_recipient SET due_at = ?, lease = NULL WHERE queue_id = ? AND lease LIKE ? ESCAPE '!'",
                        clock.instant(),
                        queueId,
                        escaped(node) + " %");
                setDue(sql, queueId);
            }
            return mine.size();
        });
    }

    @Override
    public Change completing(Leased leased, List<MailAddress> recipients) {
        String queueId = leased.mail().queueId();
        // Whoever holds the lease now: these have got the message, and must not get it again.
        return () -> database.write(sql -> {
            hold(sql, queueId);
            sql.batch(
                    "DELETE FROM queue_recipient WHERE queue_id = ? AND address = ?",
                    recipients.stream()
                            .map(recipient -> new @Nullable Object[] {queueId, recipient.toString()})
                            .toList());
            return setDue(sql, queueId);
        });
    }

    @Override
    public void defer(
            Leased leased, List<MailAddress> recipients, Instant nextAttempt, String reason, boolean unproved) {
        String queueId = leased.mail().queueId();
        String shortReason = shortReason(reason);
        Instant now = clock.instant();
        @Nullable Instant unprovedAt = unproved ? now : null;
        database.write(sql -> {
            hold(sql, queueId);
            sql.batch(
                    "UPDATE queue_recipient SET due_at = ?, attempts = attempts + 1, lease = NULL, last_reason = ?,"
                            + " unproved_at = COALESCE(unproved_at, ?),"
                            + " released_at = CASE WHEN held_at IS NULL THEN NULL ELSE COALESCE(released_at, ?) END"
                            + " WHERE queue_id = ? AND address = ? AND lease = ?",
                    recipients.stream()
                            .map(recipient -> new @Nullable Object[] {
                                nextAttempt, shortReason, unprovedAt, now, queueId, recipient.toString(), leased.lease()
                            })
                            .toList());
            return setDue(sql, queueId);
        });
    }

    @Override
    public void postpone(Leased leased, List<MailAddress> recipients, Instant at) {
        book.postpone(leased, recipients, at);
    }

    @Override
    public Change expanding(Leased leased, MailAddress group, List<MailAddress> people) {
        return groups.expanding(leased, group, people);
    }

    @Override
    public Optional<Progress> progress(String queueId) {
        return groups.progress(queueId);
    }

    @Override
    public Change holding(Leased leased, List<MailAddress> recipients, Instant nextLook, String reason) {
        return held.holding(leased, recipients, nextLook, reason);
    }

    @Override
    public int wakeHeld() {
        return held.wake();
    }

    @Override
    public Change ruling(String queueId, MailAddress recipient, Ruling ruling) {
        return held.ruling(queueId, recipient, ruling);
    }

    @Override
    public List<Entry> browse(int limit) {
        return book.browse(Filter.ALL, limit);
    }

    @Override
    public List<Entry> held(int limit) {
        return book.browse(Filter.ALL.in(State.HELD), limit);
    }

    /** The queue in the hands of administrators. */
    public QueueBook book() {
        return book;
    }

    @Override
    public Optional<Instant> oldestReceivedAt() {
        return database.read(sql -> sql.one(
                "SELECT received_at FROM queue_message ORDER BY queue_id LIMIT 1",
                row -> Instant.ofEpochMilli(row.getLong(1))));
    }

    @Override
    public int flush(Optional<String> queueId) {
        Instant now = clock.instant();
        return database.write(sql -> {
            List<String> waiting = sql.list(
                    "SELECT DISTINCT queue_id FROM queue_recipient WHERE lease IS NULL AND suspended_at IS NULL AND due_at > ?"
                            + (queueId.isPresent() ? " AND queue_id = ?" : ""),
                    row -> row.getString(1),
                    queueId.<@Nullable Object[]>map(id -> new @Nullable Object[] {now, id})
                            .orElse(new @Nullable Object[] {now}));
            for (String id : waiting) {
                hold(sql, id);
                sql.update(
                        "UPDATE queue_recipient SET due_at = ? WHERE queue_id = ? AND lease IS NULL"
                                + " AND suspended_at IS NULL",
                        now,
                        id);
                setDue(sql, id);
            }
            return waiting.size();
        });
    }

    @Override
    public List<String> queueIdsOf(String messageId, int limit) {
        String bare = messageId.startsWith("<") ? messageId : "<" + messageId + ">";
        return database.read(sql -> sql.list(
                "SELECT queue_id FROM message_name WHERE message_id = ? ORDER BY received_at DESC LIMIT ?",
                row -> row.getString(1),
                shortened(bare),
                limit));
    }

    /** Forgets the names of messages that came in before this time. */
    public int forgetNames(Instant before) {
        return database.write(sql -> sql.update("DELETE FROM message_name WHERE received_at < ?", before));
    }

    static String shortReason(String reason) {
        return reason.substring(0, Math.min(reason.length(), REASON_LIMIT));
    }

    private static String shortened(String messageId) {
        return messageId.length() > NAME_LIMIT ? messageId.substring(0, NAME_LIMIT) : messageId;
    }

    private List<Taken> takeDue(Sql sql, int limit, Instant now, Instant until) throws SQLException {
        List<QueueRow> due = sql.list(
                "SELECT " + QueueRow.COLUMNS + " FROM queue_message WHERE due_at <= ? ORDER BY due_at LIMIT ?"
                        + database.dialect().skipLocked(),
                QueueRow::of,
                now,
                limit);
        List<Taken> taken = new ArrayList<>();
        for (QueueRow row : due) {
            String lease = newLease();
            if (row.hasGroups()) {
                GroupRows.lease(sql, row.queueId(), lease, now, until);
            } else {
                sql.update(
                        "UPDATE queue_recipient SET due_at = ?, lease = ? WHERE queue_id = ? AND due_at <= ?",
                        until,
                        lease,
                        row.queueId(),
                        now);
            }
            setDueWithFirst(sql, row.queueId());
            taken.add(new Taken(row, lease, recipients(sql, row, lease)));
        }
        return taken;
    }

    private String newLease() {
        return node + " " + UUID.randomUUID();
    }

    private static List<QueueRow.Tried> recipients(Sql sql, QueueRow row, String lease) throws SQLException {
        return sql.list(
                "SELECT " + QueueRow.Tried.COLUMNS
                        + " FROM queue_recipient WHERE queue_id = ? AND lease = ? ORDER BY position",
                QueueRow.Tried::of,
                row.queueId(),
                lease);
    }

    /** Outside the transaction, since opening the content takes time. Empty if somebody removed the message meanwhile. */
    private Optional<Leased> leased(Taken taken) {
        int attempts = taken.recipients().stream()
                .mapToInt(QueueRow.Tried::attempts)
                .max()
                .orElse(0);
        try {
            Content content = contents.get(taken.row().content());
            Map<MailAddress, Wait> waits = new HashMap<>();
            Map<MailAddress, Redirect> redirects = new HashMap<>();
            Map<MailAddress, Instant> unproved = new HashMap<>();
            taken.recipients().forEach(one -> {
                one.waiting().ifPresent(wait -> waits.put(one.address(), wait));
                one.redirect().ifPresent(host -> redirects.put(one.address(), host));
                one.unproved().ifPresent(since -> unproved.put(one.address(), since));
            });
            return Optional.of(new Leased(
                    taken.row().mail(taken.recipients(), content),
                    attempts,
                    taken.lease(),
                    waits,
                    redirects,
                    unproved));
        } catch (MailFailure e) {
            LOG.warn("message {} cannot be read now: {}", taken.row().queueId(), e.getMessage());
            return Optional.empty();
        }
    }

    /** Nobody else changes this message until the end of the transaction. */
    void hold(Sql sql, String queueId) throws SQLException {
        if (database.dialect().forUpdate().isEmpty()) {
            return;
        }
        sql.one(
                "SELECT 1 FROM queue_message WHERE queue_id = ?"
                        + database.dialect().forUpdate(),
                row -> true,
                queueId);
    }

    /** After a change of its recipients: a message is due with the first of them, and gone with the last. */
    boolean setDue(Sql sql, String queueId) throws SQLException {
        Optional<Long> content = sql.one(
                "DELETE FROM queue_message WHERE queue_id = ?"
                        + " AND NOT EXISTS (SELECT 1 FROM queue_recipient WHERE queue_id = ?) RETURNING content",
                row -> row.getLong(1),
                queueId,
                queueId);
        if (content.isPresent()) {
            contents.delete(sql, content.get());
            return true;
        }
        return setDueWithFirst(sql, queueId);
    }

    private static boolean setDueWithFirst(Sql sql, String queueId) throws SQLException {
        return sql.update(
                        "UPDATE queue_message SET due_at = (SELECT COALESCE(MIN(CASE WHEN is_group = 1 THEN due_at END), MIN(due_at))"
                                + " FROM queue_recipient WHERE queue_id = ?) WHERE queue_id = ?",
                        queueId,
                        queueId)
                == 1;
    }

    private static String escaped(String text) {
        return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    }

    private record Taken(QueueRow row, String lease, List<QueueRow.Tried> recipients) {}
}
