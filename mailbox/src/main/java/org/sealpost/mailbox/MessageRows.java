package org.sealpost.mailbox;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.apache.james.mailbox.store.mail.model.impl.SimpleMailboxMessage;
import org.jspecify.annotations.Nullable;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** The tables of messages. Each method is part of the caller's transaction. */
final class MessageRows {
    static final String SELECT = "SELECT e.mailbox, e.uid, e.modseq, e.flags, e.keywords, e.saved_at, m.id, m.thread,"
            + " m.received_at, m.size_bytes, m.body_start, m.text_lines, m.properties, m.content"
            + " FROM mailbox_entry e JOIN mailbox_message m ON m.id = e.message ";
    private static final int NUMBERS_PER_STATEMENT = 200;

    private final Database database;
    private final ContentStore contents;

    MessageRows(Database database, ContentStore contents) {
        this.database = database;
        this.contents = contents;
    }

    /** A message that all its copies share. */
    record Shared(
            long id,
            long thread,
            Instant receivedAt,
            long sizeBytes,
            long bodyStart,
            @Nullable Long textLines,
            String properties,
            long content,
            byte @Nullable [] listing) {}

    /** A message in a folder. */
    record Entry(long folder, long uid, long message, long modSeq, StoredFlags flags, Instant savedAt) {}

    /** What a removed entry leaves behind for those who look at the folder. */
    record Removed(MessageMetaData metaData, long sizeBytes) {}

    void insert(Sql sql, Shared message) throws SQLException {
        sql.update(
                "INSERT INTO mailbox_message (id, thread, received_at, size_bytes, body_start, text_lines, properties,"
                        + " content, listing) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                message.id,
                message.thread,
                message.receivedAt,
                message.sizeBytes,
                message.bodyStart,
                message.textLines,
                contents.sealNote(message.id, message.properties.getBytes(StandardCharsets.UTF_8)),
                message.content,
                message.listing);
    }

    void insert(Sql sql, Entry entry) throws SQLException {
        sql.update(
                "INSERT INTO mailbox_entry (mailbox, uid, message, modseq, flags, keywords, saved_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?)",
                entry.folder,
                entry.uid,
                entry.message,
                entry.modSeq,
                entry.flags.bits(),
                entry.flags.keywords(),
                entry.savedAt);
        addKeywords(sql, entry.folder, entry.flags.keywordList());
    }

    /** Writes over an entry with the same UID; false if there is none. */
    boolean replace(Sql sql, Entry entry) throws SQLException {
        addKeywords(sql, entry.folder, entry.flags.keywordList());
        return sql.update(
                        "UPDATE mailbox_entry SET message = ?, modseq = ?, flags = ?, keywords = ?, saved_at = ?"
                                + " WHERE mailbox = ? AND uid = ?",
                        entry.message,
                        entry.modSeq,
                        entry.flags.bits(),
                        entry.flags.keywords(),
                        entry.savedAt,
                        entry.folder,
                        entry.uid)
                == 1;
    }

    void addKeywords(Sql sql, long folder, Collection<String> keywords) throws SQLException {
        for (String keyword : keywords) {
            sql.update(
                    "INSERT INTO mailbox_keyword (mailbox, keyword) VALUES (?, ?) ON CONFLICT DO NOTHING",
                    folder,
                    keyword);
        }
    }

    /** Adds to what an account uses and tells the sum; negative numbers when messages go. */
    StoredQuota.Usage addUsage(Sql sql, String owner, long messages, long bytes) throws SQLException {
        return sql.one(
                        "INSERT INTO mailbox_usage (owner, messages, bytes) VALUES (?, ?, ?)"
                                + " ON CONFLICT (owner) DO UPDATE SET messages = mailbox_usage.messages + excluded.messages,"
                                + " bytes = mailbox_usage.bytes + excluded.bytes RETURNING messages, bytes",
                        row -> new StoredQuota.Usage(row.getLong(1), row.getLong(2)),
                        owner,
                        messages,
                        bytes)
                .orElseThrow();
    }

    /** Takes entries out of a folder, and whatever message has no other entry. */
    List<Removed> remove(Sql sql, long folder, String owner, Collection<Long> uids) throws SQLException {
        List<Removed> removed = new ArrayList<>();
        for (String numbers : lists(uids)) {
            lockMessages(sql, folder, numbers);
            List<Removed> found = sql.list(
                    SELECT + "WHERE e.mailbox = ? AND e.uid IN (" + numbers + ") ORDER BY e.uid",
                    row -> new Removed(metaData(row), row.getLong(10)),
                    folder);
            sql.update("DELETE FROM mailbox_entry WHERE mailbox = ? AND uid IN (" + numbers + ")", folder);
            for (Removed one : found) {
                removeIfUnused(sql, StoredMessageId.of(one.metaData.getMessageId()));
            }
            removed.addAll(found);
        }
        if (!removed.isEmpty()) {
            addUsage(
                    sql,
                    owner,
                    -removed.size(),
                    -removed.stream().mapToLong(Removed::sizeBytes).sum());
        }
        return removed;
    }

    /** Two nodes that remove the last two copies at once would each see the other's copy; the lock makes one wait. */
    private void lockMessages(Sql sql, long folder, String numbers) throws SQLException {
        String lock = database.dialect().forUpdate();
        if (!lock.isEmpty()) {
            sql.list(
                    "SELECT id FROM mailbox_message WHERE id IN (SELECT message FROM mailbox_entry WHERE mailbox = ? AND"
                            + " uid IN (" + numbers + ")) ORDER BY id" + lock,
                    row -> row.getLong(1),
                    folder);
        }
    }

    void removeIfUnused(Sql sql, long message) throws SQLException {
        Optional<Long> content = sql.one(
                "DELETE FROM mailbox_message WHERE id = ? AND NOT EXISTS"
                        + " (SELECT 1 FROM mailbox_entry WHERE message = ?) RETURNING content",
                row -> row.getLong(1),
                message,
                message);
        if (content.isPresent()) {
            contents.delete(sql, content.get());
        }
    }

    MailboxMessage message(ResultSet row) throws SQLException {
        long lines = row.getLong(12);
        Long textLines = row.wasNull() ? null : lines;
        return SimpleMailboxMessage.builder()
                .mailboxId(new FolderId(row.getLong(1)))
                .uid(MessageUid.of(row.getLong(2)))
                .modseq(ModSeq.of(row.getLong(3)))
                .flags(flags(row).toFlags())
                .saveDate(Date.from(Instant.ofEpochMilli(row.getLong(6))))
                .messageId(new StoredMessageId(row.getLong(7)))
                .threadId(thread(row))
                .internalDate(Date.from(Instant.ofEpochMilli(row.getLong(9))))
                .size(row.getLong(10))
                .bodyStartOctet(row.getInt(11))
                .properties(MimeProperties.fromText(properties(row), textLines))
                .content(new StoredContent(contents, row.getLong(14), row.getLong(10)))
                .build();
    }

    /** Among them the name of a file that is sent alone, so they are kept as the content is. */
    private String properties(ResultSet row) throws SQLException {
        return new String(contents.openNote(row.getLong(7), row.getBytes(13)), StandardCharsets.UTF_8);
    }

    static MessageMetaData metaData(ResultSet row) throws SQLException {
        return new MessageMetaData(
                MessageUid.of(row.getLong(2)),
                ModSeq.of(row.getLong(3)),
                flags(row).toFlags(),
                row.getLong(10),
                Date.from(Instant.ofEpochMilli(row.getLong(9))),
                Optional.of(Date.from(Instant.ofEpochMilli(row.getLong(6)))),
                new StoredMessageId(row.getLong(7)),
                thread(row));
    }

    static StoredFlags flags(ResultSet row) throws SQLException {
        return new StoredFlags(row.getInt(4), row.getString(5));
    }

    private static ThreadId thread(ResultSet row) throws SQLException {
        return ThreadId.fromBaseMessageId(new StoredMessageId(row.getLong(8)));
    }

    /** Numbers in groups for IN (...). They are numbers, so nothing needs to be escaped. */
    static List<String> lists(Collection<Long> numbers) {
        List<Long> all = List.copyOf(numbers);
        List<String> lists = new ArrayList<>();
        for (int i = 0; i < all.size(); i += NUMBERS_PER_STATEMENT) {
            lists.add(all.subList(i, Math.min(i + NUMBERS_PER_STATEMENT, all.size())).stream()
                    .map(String::valueOf)
                    .collect(Collectors.joining(",")));
        }
        return lists;
    }
}
