package org.sealpost.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Optional;
import javax.mail.Flags;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.exception.ReadOnlyException;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.MailboxReactorUtils;
import org.apache.james.mailbox.store.MessageFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import reactor.core.publisher.Mono;

/** One folder, as a session sees it. */
final class Folder extends StoreMessageManager {
    private final Parts parts;
    private final Mailbox mailbox;

    Folder(Parts parts, Mailbox mailbox, BatchSizes batchSizes) {
        super(
                EnumSet.of(MessageCapabilities.UniqueID),
                parts.mappers(),
                parts.search(),
                parts.events(),
                parts.locker(),
                mailbox,
                parts.quota().getQuotaManager(),
                parts.quota().getQuotaRootResolver(),
                batchSizes,
                parts.rights(),
                parts.hooks(),
                new MessageStorer.WithoutAttachment(
                        parts.mappers(),
                        parts.numbers(),
                        new MessageFactory.StoreMessageFactory(),
                        parts.threads(),
                        parts.clock()));
        this.parts = parts;
        this.mailbox = mailbox;
    }

    /** Keywords of any name may be set. */
    @Override
    public Flags getPermanentFlags(MailboxSession session) {
        Flags flags = new Flags(super.getPermanentFlags(session));
        flags.add(Flags.Flag.USER);
        return flags;
    }

    @Override
    public AppendResult appendMessage(AppendCommand command, MailboxSession session) throws MailboxException {
        return MailboxReactorUtils.block(appendMessageReactive(command, session));
    }

    /** By our own way instead of James', so that a client's append and a delivery are the same one transaction. */
    @Override
    public Mono<AppendResult> appendMessageReactive(AppendCommand command, MailboxSession session) {
        return Later.one(() -> append(command, session));
    }

    private AppendResult append(AppendCommand command, MailboxSession session) throws MailboxException, IOException {
        if (!isWriteable(session)) {
            throw new ReadOnlyException(getMailboxPath());
        }
        Flags flags = new Flags(command.getFlags());
        if (command.isRecent()) {
            flags.add(Flags.Flag.RECENT);
        }
        Content content = CrlfContent.of(
                new Literal(command.getMsgIn(), command.getMsgIn().size()));
        Appending.Incoming incoming = new Appending.Incoming(
                content, command.getInternalDate().toInstant(), StoredFlags.of(flags), Optional.empty());
        Appending.Appended appended = withinQuota(incoming);
        parts.announce(getMailboxPath(), appended, session, command.isDelivery());
        ComposedMessageId id = new ComposedMessageId(
                appended.folder(),
                appended.metaData().getMessageId(),
                appended.metaData().getUid());
        return new AppendResult(
                id, content.sizeBytes(), Optional.empty(), appended.metaData().getThreadId());
    }

    private Appending.Appended withinQuota(Appending.Incoming incoming) throws MailboxException {
        try {
            return parts.appending().append(mailbox, incoming);
        } catch (MailFailure e) {
            if (e.status().equals(EnhancedStatus.MAILBOX_FULL)) {
                throw new OverQuotaException(e.getMessage(), QuotaSizeLimit.unlimited(), QuotaSizeUsage.size(0));
            }
            throw e;
        }
    }

    /** What the client sent. */
    private record Literal(org.apache.james.mailbox.model.Content literal, long sizeBytes) implements Content {
        @Override
        public InputStream open() throws IOException {
            return literal.getInputStream();
        }
    }
}
