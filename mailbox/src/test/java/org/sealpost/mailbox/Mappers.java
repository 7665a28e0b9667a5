package org.sealpost.mailbox;

import java.time.Instant;
import java.util.List;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.ModSeq;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MessageId;
import org.apache.james.mailbox.store.mail.AttachmentMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.model.MapperProvider;
import org.apache.james.mailbox.store.mail.model.MessageUidProvider;
import org.apache.james.utils.UpdatableTickingClock;
import org.sealpost.store.database.Database;

/** Gives our mappers to James' contracts. */
final class Mappers implements MapperProvider {
    private static final long NO_FOLDER = 1_000_000_000;

    final UpdatableTickingClock clock = new UpdatableTickingClock(Instant.parse("2026-11-21T10:00:00Z"));
    final StoredMappers mappers;
    private final MessageNumbers numbers;
    private final MessageUidProvider uids = new MessageUidProvider();

    Mappers(Engine engine) {
        Database database = engine.emptied();
        this.mappers = new StoredMappers(
                database, Engine.contents(database, clock), new Identifiers(new People(), clock), clock);
        this.numbers = new MessageNumbers(database);
    }

    @Override
    public List<Capabilities> getSupportedCapabilities() {
        return List.of(
                Capabilities.MESSAGE,
                Capabilities.MAILBOX,
                Capabilities.ANNOTATION,
                Capabilities.MOVE,
                Capabilities.ACL_STORAGE,
                Capabilities.UNIQUE_MESSAGE_ID,
                Capabilities.THREAD_SAFE_FLAGS_UPDATE,
                Capabilities.INCREMENTAL_APPLICABLE_FLAGS);
    }

    @Override
    public MailboxMapper createMailboxMapper() {
        return mappers.mailboxes();
    }

    @Override
    public MessageMapper createMessageMapper() {
        return mappers.createMessageMapper(People.SESSION);
    }

    @Override
    public MessageIdMapper createMessageIdMapper() {
        return mappers.createMessageIdMapper(People.SESSION);
    }

    @Override
    public AttachmentMapper createAttachmentMapper() {
        throw new UnsupportedOperationException("attachments are not parted from their messages");
    }

    @Override
    public MailboxId generateId() {
        return new FolderId(NO_FOLDER);
    }

    @Override
    public MessageUid generateMessageUid() {
        return uids.next();
    }

    @Override
    public ModSeq generateModSeq(Mailbox mailbox) throws org.apache.james.mailbox.exception.MailboxException {
        // Some contracts ask for a folder that they never make.
        return mailbox.getMailboxId().equals(generateId())
                ? ModSeq.first()
                : mappers.getModSeqProvider().nextModSeq(mailbox);
    }

    @Override
    public ModSeq highestModSeq(Mailbox mailbox) throws org.apache.james.mailbox.exception.MailboxException {
        return mappers.getModSeqProvider().highestModSeq(mailbox);
    }

    @Override
    public boolean supportPartialAttachmentFetch() {
        return false;
    }

    @Override
    public MessageId generateMessageId() {
        return numbers.generate();
    }
}
