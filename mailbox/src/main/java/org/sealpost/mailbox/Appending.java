package org.sealpost.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.ByteContent;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.ThreadId;
import org.apache.james.mailbox.store.mail.model.impl.SimpleMailboxMessage;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Dialect;
import org.sealpost.store.database.Sql;

/**
 * The one way by which a message comes into a folder, delivered or appended by a client: one transaction that takes the UID,
 * counts the quota and writes content and entry.
 */
final class Appending {
    private final Database database;
    private final ContentStore contents;
    private final MessageRows rows;
    private final MessageNumbers numbers;
    private final QuotaLimits limits;
    private final StandardFolders standardFolders;
    private final Clock clock;
    /** Set once, while the house is built: the rooms that know forms are built after this one. */
    private volatile MailForm form = MailForm.AS_IT_CAME;

    Appending(
            Database database,
            ContentStore contents,
            MessageNumbers numbers,
            QuotaLimits limits,
            StandardFolders standardFolders,
            Clock clock) {
        this.database = database;
        this.contents = contents;
        this.rows = new MessageRows(database, contents);
        this.numbers = numbers;
        this.limits = limits;
        this.standardFolders = standardFolders;
        this.clock = clock;
    }

    void formedBy(MailForm wanted) {
        form = wanted;
    }

    /** What a client puts into a folder, in the form of its owner's mail. */
    Content formed(String owner, Content content, boolean draft) {
        MailAddress address;
        try {
            address = MailAddress.parse(owner);
        } catch (IllegalArgumentException e) {
            // A public folder belongs to nobody who has a key.
            return content;
        }
        return form.of(address, content, draft);
    }

    /** What comes in and how. A delivery id makes the second try of the same delivery do nothing. */
    record Incoming(Content content, Instant receivedAt, StoredFlags flags, Optional<String> deliveryId) {}

    /** Where it lies now. */
    record Appended(FolderId folder, MessageMetaData metaData) {}

    /**
     * What was done before the transaction.
     *
     * @param properties of the MIME header, as they are kept
     * @param listing what lists will show; null if it is made when somebody asks
     */
    record Prepared(
            Incoming incoming,
            long id,
            MimeFacts facts,
            String properties,
            ContentStore.Ready content,
            byte @Nullable [] listing) {}

    Prepared prepare(Incoming incoming) {
        try {
            MimeFacts facts = MimeFacts.of(incoming.content);
            String properties = MimeProperties.toText(facts.properties());
            long id = StoredMessageId.of(numbers.generate());
            byte[] listing = incoming.content.sizeBytes() > ContentStore.SMALL_BYTES
                    ? null
                    : listing(id, incoming.content.bytes(ContentStore.SMALL_BYTES), facts, properties);
            ContentStore.Ready content = contents.ready(incoming.content, ContentStore.SMALL_BYTES);
            return new Prepared(incoming, id, facts, properties, content, listing);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What lists will show of it. Of a long or deep message it is made when a list is asked for. */
    private byte @Nullable [] listing(long id, byte[] bytes, MimeFacts facts, String properties) {
        if (facts.hasParts() && ListingWriter.mayBeDeep(bytes)) {
            return null;
        }
        SimpleMailboxMessage message = SimpleMailboxMessage.builder()
                .mailboxId(new FolderId(0))
                .messageId(new StoredMessageId(id))
                .threadId(ThreadId.fromBaseMessageId(new StoredMessageId(id)))
                .internalDate(Date.from(Instant.EPOCH))
                .size(bytes.length)
                .bodyStartOctet(Math.toIntExact(facts.bodyStart()))
                .flags(new Flags())
                // As they will be read, not as they were found.
                .properties(
                        MimeProperties.fromText(properties, facts.properties().getTextualLineCount()))
                .content(new ByteContent(bytes))
                .build();
        return FolderReader.sealed(contents, id, ListingWriter.listing(message));
    }

    /** Finds the folder, or makes it. Empty if this delivery was done before. */
    Optional<Appended> append(MailboxPath path, Prepared prepared) {
        return write(
                prepared,
                sql -> {
                    Optional<FolderRows.Turn> turn = FolderRows.advance(sql, path);
                    if (turn.isEmpty()) {
                        standardFolders.create(sql, path);
                        turn = FolderRows.advance(sql, path);
                    }
                    return turn;
                },
                path.getUser().asString());
    }

    /** Into a folder that the caller has open. */
    Appended append(Mailbox mailbox, Incoming incoming) throws MailboxNotFoundException {
        long folder = FolderId.of(mailbox.getMailboxId());
        return write(
                        prepare(incoming),
                        sql -> FolderRows.advance(sql, folder, 1),
                        mailbox.getUser().asString())
                .orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId()));
    }

    /** Finds where to place the message and takes the UID; empty if the folder is gone. */
    private interface Place {
        Optional<FolderRows.Turn> take(Sql sql) throws SQLException;
    }

    private Optional<Appended> write(Prepared prepared, Place place, String owner) {
        Incoming incoming = prepared.incoming;
        Instant now = clock.instant();
        return database.write(sql -> {
            if (isDone(sql, owner, incoming.deliveryId, now)) {
                return Optional.empty();
            }
            Optional<FolderRows.Turn> taken = place.take(sql);
            if (taken.isEmpty()) {
                return Optional.empty();
            }
            FolderRows.Turn turn = taken.get();
            count(sql, turn.owner(), incoming.content.sizeBytes());
            rows.insert(sql, shared(prepared, contents.place(sql, prepared.content)));
            rows.insert(
                    sql,
                    new MessageRows.Entry(
                            turn.folder(), turn.lastUid(), prepared.id, turn.lastModSeq(), incoming.flags, now));
            return Optional.of(appended(turn, prepared.id, incoming, now));
        });
    }

    /** A message that took the place of another. */
    record Replaced(Appended added, MessageRows.Removed removed) {}

    /** What a message keeps, whatever form it has. */
    private record Kept(StoredFlags flags, Instant receivedAt, Instant savedAt) {}

    /**
     * Puts content into the place of a message, under the next UID: another content may never have the same one (RFC 9051
     * section 2.3.1.1). Empty if the message is gone.
     */
    Optional<Replaced> replace(String owner, long folder, long uid, Content content) {
        Optional<Kept> before = database.read(sql -> kept(sql, folder, uid));
        if (before.isEmpty()) {
            return Optional.empty();
        }
        Prepared prepared = prepare(
                new Incoming(content, before.get().receivedAt(), before.get().flags(), Optional.empty()));
        return database.write(sql -> {
            overwriteWhatIsDeleted(sql, true);
            Optional<FolderRows.Turn> taken = FolderRows.advance(sql, folder, 1);
            Optional<Kept> kept = kept(sql, folder, uid);
            if (taken.isEmpty() || kept.isEmpty()) {
                return Optional.empty();
            }
            FolderRows.Turn turn = taken.get();
            rows.insert(sql, shared(prepared, contents.place(sql, prepared.content)));
            rows.insert(
                    sql,
                    new MessageRows.Entry(
                            turn.folder(),
                            turn.lastUid(),
                            prepared.id,
                            turn.lastModSeq(),
                            kept.get().flags(),
                            kept.get().savedAt()));
            rows.addUsage(sql, turn.owner(), 1, content.sizeBytes());
            List<MessageRows.Removed> removed = rows.remove(sql, folder, turn.owner(), List.of(uid));
            checked(sql, folder, uid);
            sql.update("UPDATE mailbox_form SET changed = changed + 1 WHERE owner = ?", owner);
            overwriteWhatIsDeleted(sql, false);
            Incoming incoming =
                    new Incoming(content, kept.get().receivedAt(), kept.get().flags(), Optional.empty());
            return Optional.of(new Replaced(
                    appended(turn, prepared.id, incoming, kept.get().savedAt()), removed.getFirst()));
        });
    }

    private static Optional<Kept> kept(Sql sql, long folder, long uid) throws SQLException {
        return sql.one(
                "SELECT e.flags, e.keywords, m.received_at, e.saved_at FROM mailbox_entry e"
                        + " JOIN mailbox_message m ON m.id = e.message WHERE e.mailbox = ? AND e.uid = ?",
                row -> new Kept(
                        new StoredFlags(row.getInt(1), row.getString(2)),
                        Instant.ofEpochMilli(row.getLong(3)),
                        Instant.ofEpochMilli(row.getLong(4))),
                folder,
                uid);
    }

    /**
     * SQLite writes zeros over what is deleted while this is on: with the salt in the row goes the key of the content, and with it
     * what is left of the content anywhere. It costs writes, so that it is on only here.
     */
    private void overwriteWhatIsDeleted(Sql sql, boolean on) throws SQLException {
        if (database.dialect() == Dialect.SQLITE) {
            var _ = sql.one("PRAGMA secure_delete = " + (on ? 1 : 0), row -> row.getInt(1));
        }
    }

    static void checked(Sql sql, long folder, long uid) throws SQLException {
        sql.update(
                "INSERT INTO mailbox_form_folder (mailbox, checked_uid) VALUES (?, ?)"
                        + " ON CONFLICT (mailbox) DO UPDATE SET checked_uid = excluded.checked_uid",
                folder,
                uid);
    }

    private static boolean isDone(Sql sql, String owner, Optional<String> deliveryId, Instant now) throws SQLException {
        return deliveryId.isPresent()
                && sql.update(
                                "INSERT INTO mailbox_delivery (owner, delivery, delivered_at) VALUES (?, ?, ?)"
                                        + " ON CONFLICT DO NOTHING",
                                owner,
                                deliveryId,
                                now)
                        == 0;
    }

    private void count(Sql sql, String owner, long size) throws SQLException {
        StoredQuota.Usage usage = rows.addUsage(sql, owner, 1, size);
        if (isOver(limits.bytes(owner), usage.bytes()) || isOver(limits.messages(owner), usage.messages())) {
            throw new MailFailure(EnhancedStatus.MAILBOX_FULL, "the mailbox of " + owner + " is full");
        }
    }

    private static boolean isOver(long limit, long used) {
        return limit > 0 && used > limit;
    }

    private static MessageRows.Shared shared(Prepared prepared, long content) {
        return new MessageRows.Shared(
                prepared.id,
                prepared.id,
                prepared.incoming.receivedAt,
                prepared.incoming.content.sizeBytes(),
                prepared.facts.bodyStart(),
                prepared.facts.properties().getTextualLineCount(),
                prepared.properties,
                content,
                prepared.listing);
    }

    private static Appended appended(FolderRows.Turn turn, long id, Incoming incoming, Instant now) {
        StoredMessageId messageId = new StoredMessageId(id);
        return new Appended(
                new FolderId(turn.folder()),
                new MessageMetaData(
                        MessageUid.of(turn.lastUid()),
                        ModSeq.of(turn.lastModSeq()),
                        incoming.flags.toFlags(),
                        incoming.content.sizeBytes(),
                        Date.from(incoming.receivedAt),
                        Optional.of(Date.from(now)),
                        messageId,
                        ThreadId.fromBaseMessageId(messageId)));
    }
}
