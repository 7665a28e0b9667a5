package org.sealpost.mailbox;

import java.io.IOException;
import java.io.InputStream;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.mail.Flags;
import org.apache.james.core.quota.QuotaSizeLimit;
import org.apache.james.core.quota.QuotaSizeUsage;
import org.apache.james.mailbox.MailboxManager.MessageCapabilities;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager.MailboxMetaData.RecentMode;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.InsufficientRightsException;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.OverQuotaException;
import org.apache.james.mailbox.model.ComposedMessageId;
import org.apache.james.mailbox.model.ComposedMessageIdWithMetaData;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL.Right;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.model.MessageResultIterator;
import org.apache.james.mailbox.model.SearchQuery;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.MailboxReactorUtils;
import org.apache.james.mailbox.store.MessageFactory;
import org.apache.james.mailbox.store.MessageStorer;
import org.apache.james.mailbox.store.StoreMessageManager;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.OrganizationMarks;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** One folder, as a session sees it. */
final class Folder extends StoreMessageManager {
    private final Parts parts;
    private final Mailbox mailbox;
    private final MailboxSession viewer;

    Folder(Parts parts, Mailbox mailbox, MailboxSession viewer, BatchSizes batchSizes) {
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
        this.viewer = viewer;
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
        require(session, Right.Insert);
        Flags flags = ServerKeyword.withoutIt(command.getFlags());
        if (command.isRecent()) {
            flags.add(Flags.Flag.RECENT);
        }
        Content given = OrganizationMarks.without(CrlfContent.of(
                new Literal(command.getMsgIn(), command.getMsgIn().size())));
        Content content = parts.appending().formed(mailbox.getUser().asString(), given, isDraft(flags));
        Appending.Incoming incoming = new Appending.Incoming(
                content, command.getInternalDate().toInstant(), StoredFlags.of(flags), Optional.empty());
        Appending.Appended appended = withinQuota(incoming);
        parts.announce(mailbox.generateAssociatedPath(), appended, session, command.isDelivery());
        ComposedMessageId id = new ComposedMessageId(
                appended.folder(),
                appended.metaData().getMessageId(),
                appended.metaData().getUid());
        return new AppendResult(
                id, content.sizeBytes(), Optional.empty(), appended.metaData().getThreadId());
    }

    /** By its place, or as the program says. */
    private boolean isDraft(Flags flags) {
        return mailbox.getName().equals(StandardFolders.DRAFTS) || flags.contains(Flags.Flag.DRAFT);
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

    /** As the session's user sees it. */
    @Override
    public MailboxPath getMailboxPath() {
        return SharedNames.seenBy(mailbox.generateAssociatedPath(), viewer);
    }

    /** Who may only read cannot take away {@code \Recent} either; SELECT is then what EXAMINE is. */
    @Override
    protected Mono<List<MessageUid>> recent(RecentMode mode, MailboxSession session) throws MailboxException {
        boolean resets = mode == RecentMode.RESET && !isWriteable(session);
        return super.recent(resets ? RecentMode.RETRIEVE : mode, session);
    }

    private void require(MailboxSession session, Right... rights) throws MailboxException {
        for (Right right : rights) {
            if (!parts.rights().hasRight(mailbox, right, session)) {
                throw new InsufficientRightsException("the right " + right.asCharacter() + " is needed");
            }
        }
    }

    private <T> Mono<T> ifAllowed(MailboxSession session, Supplier<Mono<T>> task, Right... rights) {
        return Mono.defer(() -> {
            try {
                require(session, rights);
                return task.get();
            } catch (MailboxException e) {
                return Mono.error(e);
            }
        });
    }

    @Override
    public Iterator<MessageUid> expunge(MessageRange set, MailboxSession session) throws MailboxException {
        require(session, Right.PerformExpunge);
        return super.expunge(set, session);
    }

    @Override
    public Flux<MessageUid> expungeReactive(MessageRange set, MailboxSession session) {
        return ifAllowed(session, () -> super.expungeReactive(set, session).collectList(), Right.PerformExpunge)
                .flatMapIterable(uids -> uids);
    }

    @Override
    public void delete(List<MessageUid> uids, MailboxSession session) throws MailboxException {
        require(session, Right.PerformExpunge);
        super.delete(uids, session);
    }

    @Override
    public Mono<Void> deleteReactive(List<MessageUid> uids, MailboxSession session) {
        return ifAllowed(session, () -> super.deleteReactive(uids, session), Right.PerformExpunge);
    }

    @Override
    public Map<MessageUid, Flags> setFlags(Flags flags, FlagsUpdateMode mode, MessageRange set, MailboxSession session)
            throws MailboxException {
        require(session, FlagRights.needed(flags, mode));
        return super.setFlags(flags, mode, set, session);
    }

    @Override
    public Mono<Map<MessageUid, Flags>> setFlagsReactive(
            Flags flags, FlagsUpdateMode mode, MessageRange set, MailboxSession session) {
        boolean seenOnly = mode == FlagsUpdateMode.ADD && flags.equals(new Flags(Flags.Flag.SEEN));
        if (seenOnly && !parts.rights().hasRight(mailbox, Right.WriteSeenFlag, session)) {
            // So it is when somebody who may only read reads: nothing is remembered of it, and it is no error.
            return Mono.just(Map.of());
        }
        return ifAllowed(
                session,
                () -> Mono.from(super.setFlagsReactive(flags, mode, set, session)),
                FlagRights.needed(flags, mode));
    }

    @Override
    public Mono<List<MessageRange>> copyTo(MessageRange set, StoreMessageManager target, MailboxSession session) {
        return ifAllowed(
                session,
                () -> ((Folder) target).ifAllowed(session, () -> super.copyTo(set, target, session), Right.Insert),
                Right.Read);
    }

    @Override
    public Mono<List<MessageRange>> moveTo(MessageRange set, StoreMessageManager target, MailboxSession session) {
        return ifAllowed(
                session,
                () -> ((Folder) target).ifAllowed(session, () -> super.moveTo(set, target, session), Right.Insert),
                Right.Read,
                Right.DeleteMessages,
                Right.PerformExpunge);
    }

    @Override
    public MessageResultIterator getMessages(MessageRange set, FetchGroup group, MailboxSession session) {
        if (!parts.rights().hasRight(mailbox, Right.Read, session)) {
            throw new IllegalStateException("the right to read was not asked for");
        }
        return super.getMessages(set, group, session);
    }

    @Override
    public Flux<MessageResult> getMessagesReactive(MessageRange set, FetchGroup group, MailboxSession session) {
        return readable(session, () -> Flux.from(super.getMessagesReactive(set, group, session)));
    }

    @Override
    public Flux<ComposedMessageIdWithMetaData> listMessagesMetadata(MessageRange set, MailboxSession session) {
        return readable(session, () -> Flux.from(super.listMessagesMetadata(set, session)));
    }

    @Override
    public Flux<MessageUid> search(SearchQuery query, MailboxSession session) throws MailboxException {
        Flux<MessageUid> found = super.search(query, session);
        return readable(session, () -> found);
    }

    private <T> Flux<T> readable(MailboxSession session, Supplier<Flux<T>> task) {
        return Flux.defer(() -> parts.rights().hasRight(mailbox, Right.Read, session)
                ? task.get()
                : Flux.error(new InsufficientRightsException("the right r is needed")));
    }

    /** What the client sent. */
    private record Literal(org.apache.james.mailbox.model.Content literal, long sizeBytes) implements Content {
        @Override
        public InputStream open() throws IOException {
            return literal.getInputStream();
        }
    }
}
