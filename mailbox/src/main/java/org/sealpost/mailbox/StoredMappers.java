package org.sealpost.mailbox;

import java.time.Clock;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.store.MailboxSessionMapperFactory;
import org.apache.james.mailbox.store.mail.AnnotationMapper;
import org.apache.james.mailbox.store.mail.MailboxMapper;
import org.apache.james.mailbox.store.mail.MessageIdMapper;
import org.apache.james.mailbox.store.mail.MessageMapper;
import org.apache.james.mailbox.store.mail.ModSeqProvider;
import org.apache.james.mailbox.store.mail.UidProvider;
import org.apache.james.mailbox.store.user.SubscriptionMapper;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;

/** Gives James' mailbox layer our tables. None of the mappers has a state, so all sessions may share them. */
final class StoredMappers extends MailboxSessionMapperFactory {
    private final StoredMessageMapper messages;
    private final StoredMailboxMapper mailboxes;
    private final StoredMessageIdMapper messageIds;
    private final StoredAnnotationMapper annotations;
    private final StoredSubscriptionMapper subscriptions;
    private final StoredNumbers numbers;

    StoredMappers(Database database, ContentStore contents, Identifiers identifiers, Clock clock) {
        MessageRows rows = new MessageRows(database, contents);
        this.messages = new StoredMessageMapper(database, contents, clock);
        this.mailboxes = new StoredMailboxMapper(database, rows, identifiers);
        this.messageIds = new StoredMessageIdMapper(database, contents, clock);
        this.annotations = new StoredAnnotationMapper(database);
        this.subscriptions = new StoredSubscriptionMapper(database);
        this.numbers = new StoredNumbers(database);
    }

    StoredMailboxMapper mailboxes() {
        return mailboxes;
    }

    @Override
    public AnnotationMapper createAnnotationMapper(MailboxSession session) {
        return annotations;
    }

    @Override
    public MessageMapper createMessageMapper(MailboxSession session) {
        return messages;
    }

    @Override
    public MessageIdMapper createMessageIdMapper(MailboxSession session) {
        return messageIds;
    }

    @Override
    public MailboxMapper createMailboxMapper(MailboxSession session) {
        return mailboxes;
    }

    @Override
    public SubscriptionMapper createSubscriptionMapper(MailboxSession session) {
        return subscriptions;
    }

    @Override
    public UidProvider getUidProvider() {
        return numbers;
    }

    @Override
    public ModSeqProvider getModSeqProvider() {
        return numbers;
    }
}
