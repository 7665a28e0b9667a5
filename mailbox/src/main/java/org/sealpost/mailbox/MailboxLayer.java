package org.sealpost.mailbox;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxManager;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.SubscriptionManager;
import org.apache.james.mailbox.model.MailboxConstants;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.quota.QuotaManager;
import org.apache.james.mailbox.quota.QuotaRootResolver;
import org.apache.james.mailbox.store.StoreSubscriptionManager;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Mailboxes;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;

/**
 * The folders and messages of everybody: where delivery puts mail, and where IMAP and POP3 find it. One object for each node;
 * any number of nodes may share a PostgreSQL.
 */
public final class MailboxLayer implements Mailboxes, AutoCloseable {
    private final Database database;
    private final ContentStore contents;
    private final Directory directory;
    private final Clock clock;
    private final StandardFolders standardFolders;
    private final StoredQuota quota;
    private final Parts parts;
    private final Folders folders;
    private final StoreSubscriptionManager subscriptions;
    private final FolderReader reader;

    public MailboxLayer(Database database, ContentStore contents, Directory directory, Clock clock) {
        this(database, contents, directory, QuotaLimits.of(directory), StandardFolders.NAMES, clock);
    }

    /** With limits and standard folders of one's own; INBOX must be the first of them. */
    public MailboxLayer(
            Database database,
            ContentStore contents,
            Directory directory,
            QuotaLimits limits,
            List<String> standardNames,
            Clock clock) {
        Later.prepare();
        this.database = database;
        this.contents = contents;
        this.directory = directory;
        this.clock = clock;
        this.standardFolders = new StandardFolders(database, standardNames, clock);
        this.quota = new StoredQuota(database, limits);
        MessageNumbers numbers = new MessageNumbers(database);
        Appending appending = new Appending(database, contents, numbers, limits, standardFolders, clock);
        Identifiers identifiers = new Identifiers(directory, clock);
        StoredMappers mappers = new StoredMappers(database, contents, identifiers, clock);
        this.parts = Parts.build(database, mappers, numbers, appending, quota, identifiers, clock);
        this.folders = new Folders(parts);
        this.subscriptions = new StoreSubscriptionManager(mappers, mappers, parts.events());
        this.reader = new FolderReader(database, contents, parts.rights());
    }

    @Override
    public Change appending(MailAddress account, String folder, Content content, String deliveryId) {
        MailboxPath path = MailboxPath.forUser(user(account), normal(folder));
        Flags recent = new Flags(Flags.Flag.RECENT);
        Appending.Prepared prepared = parts.appending()
                .prepare(new Appending.Incoming(
                        content, clock.instant(), StoredFlags.of(recent), Optional.of(deliveryId)));
        return new Change() {
            private Optional<Appending.Appended> appended = Optional.empty();

            @Override
            public void make() {
                appended = parts.appending().append(path, prepared);
            }

            @Override
            public void made() {
                appended.ifPresent(message -> announce(path, message));
            }
        };
    }

    /** Forgets which deliveries were made before this time, long after the queue would try one of them again. */
    public int forgetDeliveries(Instant before) {
        return database.write(sql -> sql.update("DELETE FROM mailbox_delivery WHERE delivered_at < ?", before));
    }

    @Override
    public long usedBytes(MailAddress account) {
        return quota.usage(user(account).asString()).bytes();
    }

    @Override
    public void removeAll(MailAddress account) {
        // Not by alias: the address may have been given to somebody else in the meantime.
        Username user = Username.of(account.key());
        new Removal(database, parts.mappers()).removeAll(user);
        standardFolders.forget(user.asString());
    }

    /**
     * A session of somebody whose identity was proved, and whose account has this address; it is no alias. Makes the standard
     * folders if they are missing.
     */
    public MailboxSession open(MailAddress account) {
        Username user = Username.of(account.key());
        standardFolders.provide(user.asString());
        return folders.createSystemSession(user);
    }

    public MailboxManager folders() {
        return folders;
    }

    public PublicFolders publicFolders() {
        return new PublicFolders(database, folders, standardFolders);
    }

    /** From now on what mail programs put into folders is given this form. */
    public void formedBy(MailForm form) {
        parts.appending().formedBy(form);
    }

    /** Mail that lies here, for whoever gives it another form. */
    public StoredMail storedMail() {
        return new StoredMail(database, contents, parts, folders, clock);
    }

    /** Folders of mailboxes that several people share. */
    public SharedFolders sharedFolders() {
        return new SharedFolders(database, parts.identifiers(), standardFolders);
    }

    /** The short way to what lists of messages show. */
    public FolderReader reader() {
        return reader;
    }

    public SubscriptionManager subscriptions() {
        return subscriptions;
    }

    public QuotaManager quota() {
        return quota;
    }

    public QuotaRootResolver quotaRoots() {
        return parts.quota().getQuotaRootResolver();
    }

    public FolderEvents events() {
        return parts.events();
    }

    @Override
    public void close() {
        parts.events().close();
    }

    /** An alias means its account; names have no case here. */
    private Username user(MailAddress address) {
        MailAddress account =
                directory.account(address).map(DirectoryEntry.Account::address).orElse(address);
        return Username.of(account.key());
    }

    private static String normal(String folder) {
        return folder.toUpperCase(Locale.ROOT).equals(MailboxConstants.INBOX) ? MailboxConstants.INBOX : folder;
    }

    private void announce(MailboxPath path, Appending.Appended appended) {
        parts.announce(path, appended, folders.createSystemSession(path.getUser()), true);
    }
}
