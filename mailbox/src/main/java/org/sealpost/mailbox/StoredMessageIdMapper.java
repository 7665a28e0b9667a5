package org.sealpost.mailbox;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.Multimap;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.mail.Flags;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MailboxNotFoundException;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.model.UpdatedFlags;
import org.apache.james.mailbox.store.FlagsUpdateCalculator;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper.FetchType;
import org.apache.james.mailbox.store.mail.model.MailboxMessage;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Messages by their number, wherever they lie. */
final class StoredMessageIdMapper implements MessageIdMapper {
    private final Database database;
    private final ContentStore contents;
    private final MessageRows rows;
    private final Clock clock;

    StoredMessageIdMapper(Database database, ContentStore contents, Clock clock) {
        this.database = database;
        this.contents = contents;
        this.rows = new MessageRows(database, contents);
        this.clock = clock;
    }

    @Override
    public List<MailboxMessage> find(Collection<MessageId> ids, FetchType type) {
        if (ids.isEmpty()) {
            return List.of();
        }
        String numbers =
                ids.stream().map(id -> String.valueOf(StoredMessageId.of(id))).collect(Collectors.joining(","));
        return database.read(sql -> sql.list(
                MessageRows.SELECT + "WHERE e.message IN (" + numbers + ") ORDER BY e.mailbox, e.uid", rows::message));
    }

    @Override
    public Flux<MailboxMessage> findReactive(Collection<MessageId> ids, FetchType type) {
        return Later.many(() -> find(ids, type));
    }

    @Override
    public Flux<ComposedMessageIdWithMetaData> findMetadata(MessageId id) {
        return findReactive(List.of(id), FetchType.METADATA).map(MailboxMessage::getComposedMessageIdWithMetaData);
    }

    @Override
    public List<MailboxId> findMailboxes(MessageId id) {
        return database.read(sql -> sql.list(
                "SELECT DISTINCT mailbox FROM mailbox_entry WHERE message = ? ORDER BY mailbox",
                row -> new FolderId(row.getLong(1)),
                StoredMessageId.of(id)));
    }

    /** The caller has given the message its UID and modification sequence already. */
    @Override
    public void save(MailboxMessage message) throws MailboxException {
        Instant now = clock.instant();
        MessageContent content = new MessageContent(message);
        long stored = database.<Boolean>read(sql -> isStored(sql, message.getMessageId())) ? 0 : contents.put(content);
        boolean saved = database.write(sql -> saveNow(sql, message, stored, now));
        if (!saved) {
            throw new MailboxNotFoundException(message.getMailboxId());
        }
        message.setSaveDate(Date.from(now));
    }

    private boolean saveNow(Sql sql, MailboxMessage message, long stored, Instant now) throws SQLException {
        long folder = FolderId.of(message.getMailboxId());
        Optional<String> owner = sql.one(
                "SELECT owner FROM mailbox WHERE id = ?" + database.dialect().forUpdate(),
                row -> row.getString(1),
                folder);
        if (owner.isEmpty()) {
            return false;
        }
        if (isStored(sql, message.getMessageId())) {
            contents.delete(sql, stored);
        } else {
            contents.keep(sql, stored);
            rows.insert(sql, StoredMessageMapper.shared(message, stored));
        }
        MessageRows.Entry entry = new MessageRows.Entry(
                folder,
                message.getUid().asLong(),
                StoredMessageId.of(message.getMessageId()),
                message.getModSeq().asLong(),
                StoredFlags.of(message.createFlags()),
                now);
        if (!rows.replace(sql, entry)) {
            rows.insert(sql, entry);
            rows.addUsage(sql, owner.get(), 1, message.getFullContentOctets());
        }
        return true;
    }

    static boolean isStored(Sql sql, MessageId id) throws SQLException {
        return sql.count("SELECT COUNT(*) FROM mailbox_message WHERE id = ?", StoredMessageId.of(id)) > 0;
    }

    @Override
    public void copyInMailbox(MailboxMessage message, Mailbox mailbox) throws MailboxException {
        if (!findMailboxes(message.getMessageId()).contains(mailbox.getMailboxId())) {
            save(message);
        }
    }

    @Override
    public void delete(MessageId id) {
        delete(id, findMailboxes(id));
    }

    @Override
    public void delete(MessageId id, Collection<MailboxId> mailboxes) {
        for (MailboxId mailbox : mailboxes) {
            database.<Integer>write(sql -> {
                long folder = FolderId.of(mailbox);
                List<Long> uids = uids(sql, id, folder);
                Optional<FolderRows.Turn> turn = FolderRows.change(sql, folder);
                return turn.isEmpty()
                        ? 0
                        : rows.remove(sql, folder, turn.get().owner(), uids).size();
            });
        }
    }

    private static List<Long> uids(Sql sql, MessageId id, long folder) throws SQLException {
        return sql.list(
                "SELECT uid FROM mailbox_entry WHERE message = ? AND mailbox = ? ORDER BY uid",
                row -> row.getLong(1),
                StoredMessageId.of(id),
                folder);
    }

    @Override
    public Mono<Multimap<MailboxId, UpdatedFlags>> setFlags(
            MessageId id, List<MailboxId> mailboxes, Flags flags, MessageManager.FlagsUpdateMode mode) {
        FlagsUpdateCalculator calculator = new FlagsUpdateCalculator(flags, mode);
        return Later.one(() -> {
            Multimap<MailboxId, UpdatedFlags> updated = ArrayListMultimap.create();
            for (MailboxId mailbox : mailboxes) {
                updated.putAll(
                        mailbox,
                        database.<List<UpdatedFlags>>write(sql -> setFlags(sql, id, FolderId.of(mailbox), calculator)));
            }
            return updated;
        });
    }

    private List<UpdatedFlags> setFlags(Sql sql, MessageId id, long folder, FlagsUpdateCalculator calculator)
            throws SQLException {
        FlagsChange change = new FlagsChange(rows, folder, calculator);
        List<UpdatedFlags> updated = new java.util.ArrayList<>();
        for (long uid : uids(sql, id, folder)) {
            updated.addAll(change.apply(sql, database.dialect(), uid, uid, 1));
        }
        return updated;
    }
}
