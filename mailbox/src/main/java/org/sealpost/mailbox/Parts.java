package org.sealpost.mailbox;

import java.time.Clock;
import org.apache.james.mailbox.Authenticator;
import org.apache.james.mailbox.Authorizator;
import org.apache.james.mailbox.MailboxPathLocker;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.events.MailboxIdRegistrationKey;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.store.NoMailboxPathLocker;
import org.apache.james.mailbox.store.PreDeletionHooks;
import org.apache.james.mailbox.store.SessionProviderImpl;
import org.apache.james.mailbox.store.StoreMailboxAnnotationManager;
import org.apache.james.mailbox.store.StoreRightManager;
import org.apache.james.mailbox.store.event.EventFactory;
import org.apache.james.mailbox.store.extractor.DefaultTextExtractor;
import org.apache.james.mailbox.store.mail.NaiveThreadIdGuessingAlgorithm;
import org.apache.james.mailbox.store.mail.model.impl.MessageParser;
import org.apache.james.mailbox.store.quota.DefaultUserQuotaRootResolver;
import org.apache.james.mailbox.store.quota.NoMaxQuotaManager;
import org.apache.james.mailbox.store.quota.QuotaComponents;
import org.apache.james.mailbox.store.search.MessageSearchIndex;
import org.apache.james.mailbox.store.search.SimpleMessageSearchIndex;
import org.sealpost.store.database.Database;

/** Everything of which James' mailbox layer is put together. */
record Parts(
        StoredMappers mappers,
        MessageNumbers numbers,
        Appending appending,
        SessionProviderImpl sessions,
        MailboxPathLocker locker,
        StoreMailboxAnnotationManager annotations,
        FolderEvents events,
        StoreRightManager rights,
        QuotaComponents quota,
        MessageSearchIndex search,
        Identifiers identifiers,
        Clock clock) {
    /** Passwords are checked at the doors, never here. */
    private static final Authenticator NOBODY = (user, password) -> false;

    private static final Authorizator NO_DELEGATION = (user, other) -> Authorizator.AuthorizationState.FORBIDDEN;

    static Parts build(
            Database database,
            StoredMappers mappers,
            MessageNumbers numbers,
            Appending appending,
            StoredQuota quota,
            Identifiers identifiers,
            Clock clock) {
        SessionProviderImpl sessions = new SessionProviderImpl(NOBODY, NO_DELEGATION);
        FolderEvents events = new FolderEvents(database);
        StoreRightManager rights = new StoreRightManager(mappers, new Rights(identifiers), events);
        return new Parts(
                mappers,
                numbers,
                appending,
                sessions,
                // The rows are locked where it matters; a lock in this process would not hold off another node.
                new NoMailboxPathLocker(),
                new StoreMailboxAnnotationManager(mappers, rights),
                events,
                rights,
                new QuotaComponents(
                        new NoMaxQuotaManager(), quota, new DefaultUserQuotaRootResolver(sessions, mappers)),
                new SimpleMessageSearchIndex(
                        mappers,
                        mappers,
                        new DefaultTextExtractor(),
                        (attachment, session) -> java.io.InputStream.nullInputStream()),
                identifiers,
                clock);
    }

    MessageParser parser() {
        return new MessageParser();
    }

    PreDeletionHooks hooks() {
        return PreDeletionHooks.NO_PRE_DELETION_HOOK;
    }

    NaiveThreadIdGuessingAlgorithm threads() {
        return new NaiveThreadIdGuessingAlgorithm();
    }

    /** Tells everybody who looks at the folder that a message came. */
    void announce(MailboxPath path, Appending.Appended appended, MailboxSession session, boolean delivery) {
        Mailbox mailbox = new Mailbox(path, UidValidity.of(1), appended.folder());
        events.dispatch(
                        EventFactory.added()
                                .randomEventId()
                                .mailboxSession(session)
                                .mailbox(mailbox)
                                .addMetaData(appended.metaData())
                                .isDelivery(delivery)
                                .build(),
                        new MailboxIdRegistrationKey(appended.folder()))
                .block();
    }

    /** The same of a message that took the place of another. */
    void announce(MailboxPath path, Appending.Replaced replaced, MailboxSession session) {
        FolderId folder = replaced.added().folder();
        announce(path, replaced.added(), session, false);
        events.dispatch(
                        EventFactory.expunged()
                                .randomEventId()
                                .mailboxSession(session)
                                .mailbox(new Mailbox(path, UidValidity.of(1), folder))
                                .addMetaData(replaced.removed().metaData())
                                .build(),
                        new MailboxIdRegistrationKey(folder))
                .block();
    }
}
