package org.sealpost.mailbox;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import javax.mail.Flags;
import org.apache.james.mailbox.ApplicableFlagBuilder;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxCounters;
import org.apache.james.mailbox.model.MessageMetaData;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.jspecify.annotations.Nullable;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;
import reactor.core.publisher.Flux;

/** Messages in folders, as James' mailbox layer asks for them. */
final class StoredMessageMapper implements MessageMapper {
    private static final int PAGE = 500;

    private final Database database;
    private final ContentStore contents;
    private final MessageRows rows;
    private final Clock clock;

    StoredMessageMapper(Database database, ContentStore contents, Clock clock) {
        this.database = database;
        this.contents = contents;
        this.rows = new MessageRows(database, contents);
        this.clock = clock;
    }

    @Override
    public Iterator<MailboxMessage> findInMailbox(Mailbox mailbox, MessageRange set, FetchType type, int limit) {
        long wanted = limit > 0 ? limit : Long.MAX_VALUE;
        return new Pages<>(
                first(set),
                wanted,
                (from, count) -> database.read(sql -> sql.list(
                        MessageRows.SELECT + "WHERE e.mailbox = ? AND e.uid BETWEEN ? AND ? ORDER BY e.uid LIMIT ?",
                        rows::message,
                        id(mailbox),
                        from,
                        last(set),
                        Math.min(count, PAGE))),
                message -> message.getUid().asLong());
    }

    @Override
    public Flux<MailboxMessage> findInMailboxReactive(Mailbox mailbox, MessageRange set, FetchType type, int limit) {
        return Later.iterate(() -> findInMailbox(mailbox, set, type, limit));
    }

    @Override
    public Flux<ComposedMessageIdWithMetaData> listMessagesMetadata(Mailbox mailbox, MessageRange set) {
        return findInMailboxReactive(mailbox, set, FetchType.METADATA, UNLIMITED)
                .map(MailboxMessage::getComposedMessageIdWithMetaData);
    }

    @Override
    public List<MessageUid> retrieveMessagesMarkedForDeletion(Mailbox mailbox, MessageRange set) {
        return uids("mailbox = ? AND uid BETWEEN ? AND ? AND (flags & 2) <> 0", id(mailbox), first(set), last(set));
    }

    @Override
    public long countMessagesInMailbox(Mailbox mailbox) {
        return database.<Long>read(
                sql -> sql.count("SELECT COUNT(*) FROM mailbox_entry WHERE mailbox = ?", id(mailbox)));
    }

    @Override
    public MailboxCounters getMailboxCounters(Mailbox mailbox) {
        long unseen = database.<Long>read(sql ->
                sql.count("SELECT COUNT(*) FROM mailbox_entry WHERE mailbox = ? AND (flags & 32) = 0", id(mailbox)));
        return MailboxCounters.builder()
                .mailboxId(mailbox.getMailboxId())
                .count(countMessagesInMailbox(mailbox))
                .unseen(unseen)
                .build();
    }

    @Override
    public @Nullable MessageUid findFirstUnseenMessageUid(Mailbox mailbox) {
        return database.read(sql -> sql.one(
                        "SELECT uid FROM mailbox_entry WHERE mailbox = ? AND (flags & 32) = 0 ORDER BY uid LIMIT 1",
                        row -> MessageUid.of(row.getLong(1)),
                        id(mailbox)))
                .orElse(null);
    }

    @Override
    public List<MessageUid> findRecentMessageUidsInMailbox(Mailbox mailbox) {
        return uids("mailbox = ? AND (flags & 16) <> 0", id(mailbox));
    }

    @Override
    public Flux<MessageUid> listAllMessageUids(Mailbox mailbox) {
        return Later.many(() -> uids("mailbox = ?", id(mailbox)));
    }

    private List<MessageUid> uids(String where, Object... arguments) {
        return database.read(sql -> sql.list(
                "SELECT uid FROM mailbox_entry WHERE " + where + " ORDER BY uid",
                row -> MessageUid.of(row.getLong(1)),
                arguments));
    }

    @Override
    public MessageMetaData add(Mailbox mailbox, MailboxMessage message) throws MailboxException {
        ContentStore.Ready content = contents.ready(new MessageContent(message), ContentStore.SMALL_BYTES);
        Instant now = clock.instant();
        FolderRows.Turn turn = database.write(sql -> {
                    Optional<FolderRows.Turn> next = FolderRows.advance(sql, id(mailbox), 1);
                    if (next.isPresent()) {
                        if (!StoredMessageIdMapper.isStored(sql, message.getMessageId())) {
                            rows.insert(sql, shared(message, contents.place(sql, content)));
                        }
                        rows.insert(sql, entry(next.get(), message, next.get().lastUid(), message.createFlags(), now));
                        rows.addUsage(sql, next.get().owner(), 1, message.getFullContentOctets());
                    }
                    return next;
                })
                .orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId()));
        message.setUid(MessageUid.of(turn.lastUid()));
        message.setModSeq(ModSeq.of(turn.lastModSeq()));
        message.setSaveDate(Date.from(now));
        return message.metaData();
    }

    static MessageRows.Shared shared(MailboxMessage message, long content) {
        return new MessageRows.Shared(
                StoredMessageId.of(message.getMessageId()),
                StoredMessageId.of(message.getThreadId().getBaseMessageId()),
                message.getInternalDate().toInstant(),
                message.getFullContentOctets(),
                message.getHeaderOctets(),
                message.getTextualLineCount(),
                MimeProperties.toText(message.getProperties()),
                content,
                null);
    }

    private static MessageRows.Entry entry(
            FolderRows.Turn turn, MailboxMessage message, long uid, Flags flags, Instant now) {
        long modSeq = turn.lastModSeq() - (turn.lastUid() - uid);
        return new MessageRows.Entry(
                turn.folder(), uid, StoredMessageId.of(message.getMessageId()), modSeq, StoredFlags.of(flags), now);
    }

    @Override
    public void delete(Mailbox mailbox, MailboxMessage message) {
        deleteMessages(mailbox, List.of(message.getUid()));
    }

    @Override
    public Map<MessageUid, MessageMetaData> deleteMessages(Mailbox mailbox, List<MessageUid> uids) {
        Map<MessageUid, MessageMetaData> deleted = new TreeMap<>();
        for (int i = 0; i < uids.size(); i += PAGE) {
            List<Long> page = uids.subList(i, Math.min(i + PAGE, uids.size())).stream()
                    .map(MessageUid::asLong)
                    .toList();
            for (MessageRows.Removed removed :
                    database.<List<MessageRows.Removed>>write(sql -> remove(sql, mailbox, page))) {
                deleted.put(removed.metaData().getUid(), removed.metaData());
            }
        }
        return deleted;
    }

    private List<MessageRows.Removed> remove(Sql sql, Mailbox mailbox, Collection<Long> uids) throws SQLException {
        Optional<FolderRows.Turn> turn = FolderRows.change(sql, id(mailbox));
        return turn.isEmpty()
                ? List.of()
                : rows.remove(sql, id(mailbox), turn.get().owner(), uids);
    }

    @Override
    public Iterator<UpdatedFlags> updateFlags(Mailbox mailbox, FlagsUpdateCalculator calculator, MessageRange set) {
        FlagsChange change = new FlagsChange(rows, id(mailbox), calculator);
        List<UpdatedFlags> updated = new ArrayList<>();
        long from = first(set);
        while (true) {
            long start = from;
            List<UpdatedFlags> page =
                    database.write(sql -> change.apply(sql, database.dialect(), start, last(set), PAGE));
            updated.addAll(page);
            if (page.size() < PAGE) {
                return updated.iterator();
            }
            from = page.getLast().getUid().asLong() + 1;
        }
    }

    @Override
    public MessageMetaData copy(Mailbox mailbox, MailboxMessage original) throws MailboxException {
        return copy(mailbox, List.of(original)).getFirst();
    }

    @Override
    public List<MessageMetaData> copy(Mailbox mailbox, List<MailboxMessage> originals) throws MailboxException {
        return place(mailbox, originals, (sql, turn) -> {});
    }

    @Override
    public MessageMetaData move(Mailbox mailbox, MailboxMessage original) throws MailboxException {
        return move(mailbox, List.of(original)).getFirst();
    }

    @Override
    public List<MessageMetaData> move(Mailbox mailbox, List<MailboxMessage> originals) throws MailboxException {
        Map<Long, List<Long>> uidsByFolder = new TreeMap<>();
        originals.forEach(original -> uidsByFolder
                .computeIfAbsent(FolderId.of(original.getMailboxId()), folder -> new ArrayList<>())
                .add(original.getUid().asLong()));
        return place(mailbox, originals, (sql, turn) -> {
            for (Map.Entry<Long, List<Long>> source : uidsByFolder.entrySet()) {
                Optional<FolderRows.Turn> left = FolderRows.change(sql, source.getKey());
                if (left.isPresent()) {
                    rows.remove(sql, source.getKey(), left.get().owner(), source.getValue());
                }
            }
        });
    }

    @Override
    public reactor.core.publisher.Mono<List<MessageMetaData>> moveReactive(
            Mailbox mailbox, List<MailboxMessage> originals) {
        return Later.one(() -> move(mailbox, originals));
    }

    /** What else belongs into the transaction that places messages in a folder. */
    private interface Then {
        void run(Sql sql, FolderRows.Turn turn) throws SQLException;
    }

    /** Gives messages that are stored already a place in one more folder. */
    private List<MessageMetaData> place(Mailbox mailbox, List<MailboxMessage> originals, Then then)
            throws MailboxException {
        Instant now = clock.instant();
        FolderRows.Turn turn = database.write(sql -> {
                    Optional<FolderRows.Turn> next = FolderRows.advance(sql, id(mailbox), originals.size());
                    if (next.isPresent()) {
                        long uid = next.get().lastUid() - originals.size();
                        for (MailboxMessage original : originals) {
                            rows.insert(sql, entry(next.get(), original, ++uid, recent(original), now));
                        }
                        rows.addUsage(sql, next.get().owner(), originals.size(), sizeOf(originals));
                        then.run(sql, next.get());
                    }
                    return next;
                })
                .orElseThrow(() -> new MailboxNotFoundException(mailbox.getMailboxId()));
        List<MessageMetaData> placed = new ArrayList<>();
        long uid = turn.lastUid() - originals.size();
        for (MailboxMessage original : originals) {
            uid++;
            placed.add(new MessageMetaData(
                    MessageUid.of(uid),
                    ModSeq.of(turn.lastModSeq() - (turn.lastUid() - uid)),
                    recent(original),
                    original.getFullContentOctets(),
                    original.getInternalDate(),
                    Optional.of(Date.from(now)),
                    original.getMessageId(),
                    original.getThreadId()));
        }
        return placed;
    }

    private static long sizeOf(List<MailboxMessage> messages) {
        return messages.stream().mapToLong(MailboxMessage::getFullContentOctets).sum();
    }

    private static Flags recent(MailboxMessage original) {
        Flags flags = original.createFlags();
        flags.add(Flags.Flag.RECENT);
        return flags;
    }

    @Override
    public Optional<MessageUid> getLastUid(Mailbox mailbox) {
        return new StoredNumbers(database).lastUid(mailbox);
    }

    @Override
    public ModSeq getHighestModSeq(Mailbox mailbox) {
        return new StoredNumbers(database).highestModSeq(mailbox);
    }

    @Override
    public Flags getApplicableFlag(Mailbox mailbox) {
        List<String> keywords = database.read(sql -> sql.list(
                "SELECT keyword FROM mailbox_keyword WHERE mailbox = ? ORDER BY keyword",
                row -> row.getString(1),
                id(mailbox)));
        return ApplicableFlagBuilder.builder()
                .add(keywords.toArray(String[]::new))
                .build();
    }

    private static long id(Mailbox mailbox) {
        return FolderId.of(mailbox.getMailboxId());
    }

    static long first(MessageRange set) {
        return set.getType() == MessageRange.Type.ALL ? 1 : set.getUidFrom().asLong();
    }

    static long last(MessageRange set) {
        return switch (set.getType()) {
            case ALL, FROM -> Long.MAX_VALUE;
            case ONE -> set.getUidFrom().asLong();
            case RANGE -> set.getUidTo().asLong();
        };
    }
}
