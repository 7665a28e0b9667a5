package org.sealpost.mailbox;

import java.util.EnumSet;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.MailboxManagerConfiguration;
import org.apache.james.mailbox.store.StoreMailboxManager;
import org.apache.james.mailbox.store.StoreMessageManager;

/** All folders, as IMAP sees them. */
final class Folders extends StoreMailboxManager {
    private final Parts parts;

    Folders(Parts parts) {
        super(
                parts.mappers(),
                parts.sessions(),
                parts.locker(),
                parts.parser(),
                parts.numbers(),
                parts.annotations(),
                parts.events(),
                parts.rights(),
                parts.quota(),
                parts.search(),
                new MailboxManagerConfiguration(BatchSizes.defaultValues()),
                parts.hooks(),
                parts.threads(),
                parts.clock());
        this.parts = parts;
    }

    @Override
    public EnumSet<MailboxCapabilities> getSupportedMailboxCapabilities() {
        return EnumSet.of(
                MailboxCapabilities.Move,
                MailboxCapabilities.UserFlag,
                MailboxCapabilities.Namespace,
                MailboxCapabilities.Annotation,
                MailboxCapabilities.ACL,
                MailboxCapabilities.Quota);
    }

    @Override
    public EnumSet<MessageCapabilities> getSupportedMessageCapabilities() {
        return EnumSet.of(MessageCapabilities.UniqueID);
    }

    @Override
    protected StoreMessageManager createMessageManager(Mailbox mailbox, MailboxSession session) {
        return new Folder(parts, mailbox, configuration.getBatchSizes());
    }
}
