package org.sealpost.mailbox;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.model.Mailbox;
import org.apache.james.mailbox.model.MailboxACL;
import org.apache.james.mailbox.model.MailboxCounters;
import org.apache.james.mailbox.model.MailboxId;
import org.apache.james.mailbox.model.MailboxMetaData;
import org.apache.james.mailbox.model.MailboxPath;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.UidValidity;
import org.apache.james.mailbox.model.search.MailboxQuery;
import org.apache.james.mailbox.store.BatchSizes;
import org.apache.james.mailbox.store.MailboxManagerConfiguration;
import org.apache.james.mailbox.store.MailboxReactorUtils;
import org.apache.james.mailbox.store.StoreMailboxManager;
import org.apache.james.mailbox.store.StoreMessageManager;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** All folders, as IMAP sees them: a user's own, those that others share, and the public ones. */
final class Folders extends StoreMailboxManager {
    /** So many messages are copied in one transaction. */
    private static final int BATCH = 200;

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
        return new Folder(parts, mailbox, session, configuration.getBatchSizes());
    }

    @Override
    public Mono<MessageManager> getMailboxReactive(MailboxPath path, MailboxSession session) {
        return super.getMailboxReactive(SharedNames.real(path, session), session);
    }

    @Override
    public Mono<Boolean> mailboxExists(MailboxPath path, MailboxSession session) {
        return super.mailboxExists(SharedNames.real(path, session), session);
    }

    @Override
    public boolean hasRight(MailboxPath path, MailboxACL.Right right, MailboxSession session) throws MailboxException {
        return super.hasRight(SharedNames.real(path, session), right, session);
    }

    @Override
    public Mono<Boolean> hasRightReactive(MailboxPath path, MailboxACL.Right right, MailboxSession session) {
        return Mono.from(super.hasRightReactive(SharedNames.real(path, session), right, session));
    }

    @Override
    public MailboxACL.Rfc4314Rights myRights(MailboxPath path, MailboxSession session) throws MailboxException {
        return super.myRights(SharedNames.real(path, session), session);
    }

    @Override
    public Mono<MailboxACL.Rfc4314Rights> myRightsReactive(MailboxPath path, MailboxSession session) {
        return Mono.from(super.myRightsReactive(SharedNames.real(path, session), session));
    }

    /** As a client names somebody, so it is understood: {@code anyone}, a group's address, an account's address. */
    @Override
    public Mono<Void> applyRightsCommandReactive(
            MailboxPath path, MailboxACL.ACLCommand command, MailboxSession session) {
        return Mono.from(super.applyRightsCommandReactive(
                SharedNames.real(path, session), parts.identifiers().understood(command), session));
    }

    @Override
    public void applyRightsCommand(MailboxPath path, MailboxACL.ACLCommand command, MailboxSession session)
            throws MailboxException {
        MailboxReactorUtils.block(applyRightsCommandReactive(path, command, session));
    }

    @Override
    public Flux<MailboxMetaData> search(MailboxQuery query, MailboxSearchFetchType type, MailboxSession session) {
        MailboxQuery safe = MailboxQuery.builder()
                .userAndNamespaceFrom(MailboxPath.forUser(session.getUser(), ""))
                .expression(
                        new NamePattern(query.getMailboxNameExpression().getCombinedName(), session.getPathDelimiter()))
                .build();
        boolean elsewhere =
                query.getUser().filter(user -> !user.equals(session.getUser())).isPresent();
        if (elsewhere || session.getUser().getDomainPart().isEmpty()) {
            return super.search(query, type, session);
        }
        return Flux.concat(super.search(safe, type, session), Flux.defer(() -> foreign(safe, type, session)));
    }

    /** What others let this user see, under the names under which it is seen, with the folders above it. */
    private Flux<MailboxMetaData> foreign(MailboxQuery query, MailboxSearchFetchType type, MailboxSession session) {
        MailboxQuery everything =
                MailboxQuery.builder().matchesAllMailboxNames().build();
        return super.search(everything, type, session)
                .filter(found -> !found.getMailbox().getUser().equals(session.getUser()))
                // Under another domain the names would lead elsewhere, and tell what strangers have.
                .filter(found -> found.getMailbox()
                        .getUser()
                        .getDomainPart()
                        .equals(session.getUser().getDomainPart()))
                .map(found -> renamed(found, session))
                .collectList()
                .flatMapIterable(found -> withParents(found, session))
                .filter(found -> query.isPathMatch(found.getPath()));
    }

    private static MailboxMetaData renamed(MailboxMetaData found, MailboxSession session) {
        Mailbox seen = new Mailbox(
                SharedNames.seenBy(found.getPath(), session), found.getMailbox().getUidValidity(), found.getId());
        seen.setACL(found.getMailbox().getACL());
        return new MailboxMetaData(
                seen,
                found.getHierarchyDelimiter(),
                found.inferiors(),
                found.getSelectability(),
                found.getResolvedAcls(),
                found.getCounters());
    }

    /** Clients walk down level by level with {@code %}; each level above a folder must be there, if only to walk through. */
    private static List<MailboxMetaData> withParents(List<MailboxMetaData> found, MailboxSession session) {
        Set<MailboxPath> there =
                new LinkedHashSet<>(found.stream().map(MailboxMetaData::getPath).toList());
        Set<MailboxPath> missing = new LinkedHashSet<>();
        for (MailboxPath path : there) {
            for (MailboxPath level : path.getHierarchyLevels(session.getPathDelimiter())) {
                if (!there.contains(level)) {
                    missing.add(level);
                }
            }
        }
        Stream<MailboxMetaData> levels = missing.stream()
                .map(level -> new MailboxMetaData(
                        new Mailbox(level, UidValidity.of(1), new FolderId(0)),
                        session.getPathDelimiter(),
                        MailboxMetaData.Children.HAS_CHILDREN,
                        MailboxMetaData.Selectability.NOSELECT,
                        new MailboxACL(),
                        MailboxCounters.empty(new FolderId(0))));
        return Stream.concat(levels, found.stream())
                .sorted(MailboxMetaData.COMPARATOR)
                .toList();
    }

    @Override
    public Flux<MessageRange> copyMessagesReactive(
            MessageRange set, MailboxPath from, MailboxPath to, MailboxSession session) {
        return inBatches(
                set,
                getMailboxReactive(from, session),
                getMailboxReactive(to, session),
                session,
                StoreMessageManager::copyTo);
    }

    @Override
    public Flux<MessageRange> copyMessagesReactive(
            MessageRange set, MailboxId from, MailboxId to, MailboxSession session) {
        return inBatches(
                set,
                Mono.from(getMailboxReactive(from, session)),
                Mono.from(getMailboxReactive(to, session)),
                session,
                StoreMessageManager::copyTo);
    }

    @Override
    public Flux<MessageRange> moveMessagesReactive(
            MessageRange set, MailboxPath from, MailboxPath to, MailboxSession session) {
        return inBatches(
                set,
                getMailboxReactive(from, session),
                getMailboxReactive(to, session),
                session,
                StoreMessageManager::moveTo);
    }

    @Override
    public Flux<MessageRange> moveMessagesReactive(
            MessageRange set, MailboxId from, MailboxId to, MailboxSession session) {
        return inBatches(
                set,
                Mono.from(getMailboxReactive(from, session)),
                Mono.from(getMailboxReactive(to, session)),
                session,
                StoreMessageManager::moveTo);
    }

    private interface Transfer {
        Mono<List<MessageRange>> run(
                StoreMessageManager from, MessageRange set, StoreMessageManager to, MailboxSession session);
    }

    /**
     * Goes through the messages that are there, in order. James would split the numbers that the client named, of which there
     * are four thousand million, and run the parts in any order.
     */
    private Flux<MessageRange> inBatches(
            MessageRange set,
            Mono<MessageManager> from,
            Mono<MessageManager> to,
            MailboxSession session,
            Transfer transfer) {
        return Mono.zip(from, to).flatMapMany(both -> {
            StoreMessageManager source = (StoreMessageManager) both.getT1();
            return Mono.from(parts.mappers().getMessageMapper(session).getLastUidReactive(source.getMailboxEntity()))
                    .flatMapIterable(last -> Batches.of(set, last, BATCH))
                    .concatMap(batch -> transfer.run(source, batch, (StoreMessageManager) both.getT2(), session))
                    .flatMapIterable(ranges -> ranges);
        });
    }
}
