package org.sealpost.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
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
import org.sealpost.mail.MailFailure;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
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

    /** What comes in and how. A delivery id makes the second try of the same delivery do nothing. */
    record Incoming(Content content, Instant receivedAt, StoredFlags flags, Optional<String> deliveryId) {}

    /** Where it lies now. */
    record Appended(FolderId folder, MessageMetaData metaData) {}

    /** Finds the folder, or makes it. Empty if this delivery was done before. */
    Optional<Appended> append(MailboxPath path, Incoming incoming) {
        return write(
                incoming,
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
                        incoming,
                        sql -> FolderRows.advance(sql, folder, 1),
                        mailbox.getUser().asString())
                .orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId()));
    }

    /** Finds where to place the message and takes the UID; empty if the folder is gone. */
    private interface Place {
        Optional<FolderRows.Turn> take(Sql sql) throws SQLException;
    }

    private Optional<Appended> write(Incoming incoming, Place place, String owner) {
        try {
            MimeFacts facts = MimeFacts.of(incoming.content);
            long size = incoming.content.sizeBytes();
            long id = StoredMessageId.of(numbers.generate());
            Instant now = clock.instant();
            // A small message goes into the same transaction; a long one is written before, so that nobody waits for
            // it.
            boolean small = size <= ContentStore.SMALL_BYTES;
            Content content = small ? Content.of(incoming.content.bytes(ContentStore.SMALL_BYTES)) : incoming.content;
            long before = small ? 0 : contents.put(content);
            byte[] listing = small ? listing(id, content.bytes(ContentStore.SMALL_BYTES), facts) : null;
            return database.write(sql -> {
                if (isDone(sql, owner, incoming.deliveryId, now)) {
                    return Optional.empty();
                }
                Optional<FolderRows.Turn> taken = place.take(sql);
                if (taken.isEmpty()) {
                    return Optional.empty();
                }
                FolderRows.Turn turn = taken.get();
                count(sql, turn.owner(), size);
                long stored = small ? contents.put(sql, content) : keep(sql, before);
                rows.insert(sql, shared(id, incoming, facts, stored, listing));
                rows.insert(
                        sql,
                        new MessageRows.Entry(
                                turn.folder(), turn.lastUid(), id, turn.lastModSeq(), incoming.flags, now));
                return Optional.of(appended(turn, id, incoming, now));
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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

    private long keep(Sql sql, long content) throws SQLException {
        contents.keep(sql, content);
        return content;
    }

    /** What lists will show of it. Of a long or deep message it is made when a list is asked for. */
    private byte @Nullable [] listing(long id, byte[] bytes, MimeFacts facts) {
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
                .properties(MimeProperties.fromText(
                        MimeProperties.toText(facts.properties()),
                        facts.properties().getTextualLineCount()))
                .content(new ByteContent(bytes))
                .build();
        return FolderReader.sealed(contents, id, ListingWriter.listing(message));
    }

    private static MessageRows.Shared shared(
            long id, Incoming incoming, MimeFacts facts, long content, byte @Nullable [] listing) {
        return new MessageRows.Shared(
                id,
                id,
                incoming.receivedAt,
                incoming.content.sizeBytes(),
                facts.bodyStart(),
                facts.properties().getTextualLineCount(),
                MimeProperties.toText(facts.properties()),
                content,
                listing);
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
