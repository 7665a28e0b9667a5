package org.sealpost.protocols.imap;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.mail.Flags;
import org.apache.james.imap.api.ImapConstants;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.BodyFetchElement;
import org.apache.james.imap.api.message.FetchData;
import org.apache.james.imap.api.message.FetchData.Item;
import org.apache.james.imap.api.message.IdRange;
import org.apache.james.imap.api.message.SectionType;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.FetchRequest;
import org.apache.james.imap.message.response.FetchResponse;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.imap.processor.EnableProcessor;
import org.apache.james.imap.processor.fetch.EnvelopeBuilder;
import org.apache.james.imap.processor.fetch.FetchResponseBuilder;
import org.apache.james.mailbox.MessageManager;
import org.apache.james.mailbox.MessageSequenceNumber;
import org.apache.james.mailbox.MessageUid;
import org.apache.james.mailbox.exception.MailboxException;
import org.apache.james.mailbox.exception.MessageRangeException;
import org.apache.james.mailbox.model.FetchGroup;
import org.apache.james.mailbox.model.MessageRange;
import org.apache.james.mailbox.model.MessageResult;
import org.apache.james.mailbox.model.MessageResultIterator;
import org.apache.james.util.MDCBuilder;
import org.sealpost.mailbox.FolderReader;
import org.sealpost.mailbox.ListedMessage;
import org.sealpost.mailbox.ListedMessage.Detail;
import org.sealpost.mailbox.Listing;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.mailbox.NoMetrics;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * FETCH of what mail programs ask for all day: lists, flags and whole messages. It reads rows instead of messages and answers
 * what James would answer; what it does not know is left to James.
 */
final class FetchCommand extends AbstractMailboxProcessor<FetchRequest> {
    private static final Logger LOG = LoggerFactory.getLogger(FetchCommand.class);
    private static final Set<Item> FROM_LISTING = Set.of(Item.ENVELOPE, Item.BODY, Item.BODY_STRUCTURE);
    private static final Set<Item> FROM_MESSAGE =
            Set.of(Item.INTERNAL_DATE, Item.SIZE, Item.EMAILID, Item.THREADID, Item.SAVEDATE);

    private final FolderReader reader;

    FetchCommand(MailboxLayer mailboxes, StatusResponseFactory responses) {
        super(FetchRequest.class, mailboxes.folders(), responses, new NoMetrics());
        this.reader = mailboxes.reader();
    }

    /** Whether this is one of the requests that are answered here. */
    boolean answers(FetchRequest request, ImapSession session) {
        FetchData fetch = request.getFetch();
        SelectedMailbox selected = session.getSelected();
        return selected != null
                && !fetch.getVanished()
                && (!fetch.contains(Item.MODSEQ) || knowsModSeqs(session))
                && fetch.getBodyElements().stream().allMatch(FetchCommand::isKept)
                && mayRead(selected, fetch, session);
    }

    /** The first command that asks for modification sequences changes the session, RFC 7162 section 3.1. */
    private static boolean knowsModSeqs(ImapSession session) {
        return EnableProcessor.getEnabledCapabilities(session).contains(ImapConstants.SUPPORTS_CONDSTORE);
    }

    private static boolean isKept(BodyFetchElement element) {
        boolean whole = element.getPath() == null || element.getPath().length == 0;
        return switch (element.getSectionType()) {
            case CONTENT -> whole;
            case HEADER_FIELDS ->
                whole && element.getFirstOctet() == null && Listing.keepsFields(element.getFieldNames());
            case HEADER, HEADER_NOT_FIELDS, MIME, TEXT -> false;
        };
    }

    /** Whoever may not is told so by James, who also looks whether somebody else's message may be marked as seen. */
    private boolean mayRead(SelectedMailbox selected, FetchData fetch, ImapSession session) {
        try {
            MessageManager folder = selected.getMessageManager();
            return fetch.isSetSeen()
                    ? reader.owns(folder, session.getMailboxSession())
                    : reader.mayRead(folder, session.getMailboxSession());
        } catch (MailboxException e) {
            return false;
        }
    }

    @Override
    protected Mono<Void> processRequestReactive(FetchRequest request, ImapSession session, Responder responder) {
        return Mono.defer(() -> {
            try {
                new Answer(request, session, responder).run();
            } catch (MessageRangeException e) {
                taggedBad(request, responder, HumanReadableText.INVALID_MESSAGESET);
                return Mono.empty();
            }
            boolean omitExpunged = !request.isUseUids();
            return unsolicitedResponses(session, responder, omitExpunged, request.isUseUids())
                    .then(Mono.fromRunnable(() -> okComplete(request, responder)));
        });
    }

    @Override
    protected MDCBuilder mdc(FetchRequest request) {
        return MDCBuilder.create().addToContext(MDCBuilder.ACTION, "FETCH");
    }

    private List<MessageRange> ranges(FetchRequest request, SelectedMailbox selected) throws MessageRangeException {
        List<MessageRange> ranges = new ArrayList<>();
        for (IdRange set : request.getIdSet()) {
            MessageRange named = messageRange(selected, set, request.isUseUids())
                    .orElseThrow(() -> new MessageRangeException(set.getFormattedString() + " is an invalid range"));
            MessageRange range = normalizeMessageRange(selected, named);
            ranges.add(MessageRange.range(range.getUidFrom(), range.getUidTo()));
        }
        return ranges;
    }

    /** The answer to one command. */
    private final class Answer {
        private final FetchRequest request;
        private final FetchData fetch;
        private final ImapSession session;
        private final SelectedMailbox selected;
        private final Responder responder;

        Answer(FetchRequest request, ImapSession session, Responder responder) {
            this.request = request;
            this.session = session;
            this.responder = responder;
            this.selected = java.util.Objects.requireNonNull(session.getSelected());
            boolean uidAlways =
                    EnableProcessor.getEnabledCapabilities(session).contains(ImapConstants.SUPPORTS_QRESYNC);
            this.fetch = uidAlways
                    ? FetchData.Builder.from(request.getFetch()).fetch(Item.UID).build()
                    : request.getFetch();
        }

        void run() throws MessageRangeException {
            boolean content = has(SectionType.CONTENT);
            FolderReader.Wanted wanted = new FolderReader.Wanted(detail(content), content);
            for (MessageRange range : ranges(request, selected)) {
                reader.read(selected.getMailboxId(), range, wanted, this::respond);
            }
        }

        private boolean has(SectionType type) {
            return fetch.getBodyElements().stream().anyMatch(element -> element.getSectionType() == type);
        }

        private Detail detail(boolean content) {
            if (has(SectionType.HEADER_FIELDS) || FROM_LISTING.stream().anyMatch(fetch::contains)) {
                return Detail.LISTING;
            }
            return content || FROM_MESSAGE.stream().anyMatch(fetch::contains) ? Detail.FACTS : Detail.FLAGS;
        }

        private void respond(ListedMessage message) {
            if (fetch.contains(Item.MODSEQ) && message.modSeq() <= fetch.getChangedSince()) {
                return;
            }
            // A message that came or went while nobody could tell this client has no number; it will hear of it.
            selected.msn(message.uid()).foldSilent(() -> null, number -> {
                respond(message, number);
                return null;
            });
        }

        private void respond(ListedMessage message, MessageSequenceNumber number) {
            if (needsListing() && message.listing().isEmpty()) {
                askJames(message.uid());
                return;
            }
            boolean seenNow = markAsSeen(message);
            try {
                responder.respond(line(message, number, seenNow));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private boolean needsListing() {
            return detail(false) == Detail.LISTING;
        }

        private FetchLine line(ListedMessage message, MessageSequenceNumber number, boolean seenNow)
                throws IOException {
            FetchLine line = new FetchLine(number.asInt());
            if (fetch.contains(Item.MODSEQ)) {
                line.item("MODSEQ").numberInParentheses(Long.toString(message.modSeq()));
            }
            if (fetch.contains(Item.FLAGS) || seenNow) {
                line.item("FLAGS").flags(flags(message, seenNow));
            }
            if (fetch.contains(Item.INTERNAL_DATE)) {
                line.item("INTERNALDATE").date(message.receivedAt());
            }
            if (fetch.contains(Item.SIZE)) {
                line.item("RFC822.SIZE").number(message.sizeBytes());
            }
            if (message.listing().isPresent()) {
                addStructure(line, message.listing().get());
            }
            if (fetch.contains(Item.UID)) {
                line.item("UID").number(message.uid().asLong());
            }
            for (BodyFetchElement element : fetch.getBodyElements()) {
                addBody(line, message, element);
            }
            addNames(line, message);
            return line.end();
        }

        private Flags flags(ListedMessage message, boolean seenNow) {
            Flags flags = message.flags();
            if (seenNow) {
                flags.add(Flags.Flag.SEEN);
            }
            if (selected.isRecent(message.uid())) {
                flags.add(Flags.Flag.RECENT);
            }
            return flags;
        }

        private void addStructure(FetchLine line, Listing listing) throws IOException {
            if (fetch.contains(Item.ENVELOPE)) {
                listing.writeEnvelope(line.item("ENVELOPE").text());
            }
            // With parts of the message asked for as well, James leaves the short structure out.
            if (fetch.contains(Item.BODY) && fetch.getBodyElements().isEmpty()) {
                listing.writeBody(line.item("BODY").text());
            }
            if (fetch.contains(Item.BODY_STRUCTURE)) {
                listing.writeBodyStructure(line.item("BODYSTRUCTURE").text());
            }
        }

        private void addBody(FetchLine line, ListedMessage message, BodyFetchElement element) {
            String name = element.getResponseName();
            if (element.getSectionType() == SectionType.HEADER_FIELDS) {
                byte[] fields = message.listing().orElseThrow().fields(element.getFieldNames(), message.sizeBytes());
                line.item(name).literal(fields);
                return;
            }
            Optional<Long> first = Optional.ofNullable(element.getFirstOctet());
            Optional<Long> count = Optional.ofNullable(element.getNumberOfOctets());
            line.item(first.map(from -> name + "<" + from + ">").orElse(name))
                    .literal(
                            message.content().orElseThrow(),
                            first.orElse(0L),
                            first.isPresent() ? count.orElse(Long.MAX_VALUE) : Long.MAX_VALUE);
        }

        private void addNames(FetchLine line, ListedMessage message) {
            if (fetch.contains(Item.EMAILID)) {
                line.item("EMAILID").numberInParentheses(Long.toString(message.id()));
            }
            if (fetch.contains(Item.THREADID)) {
                line.item("THREADID").numberInParentheses(Long.toString(message.thread()));
            }
            if (fetch.contains(Item.SAVEDATE)) {
                line.item("SAVEDATE").date(message.savedAt());
            }
        }

        /** Whoever reads a message without peeking has seen it (RFC 9051 section 6.4.5). */
        private boolean markAsSeen(ListedMessage message) {
            if (!fetch.isSetSeen() || message.flags().contains(Flags.Flag.SEEN)) {
                return false;
            }
            Mono.from(selected.getMessageManager()
                            .setFlagsReactive(
                                    new Flags(Flags.Flag.SEEN),
                                    MessageManager.FlagsUpdateMode.ADD,
                                    MessageRange.one(message.uid()),
                                    session.getMailboxSession()))
                    .block();
            return true;
        }

        /** One message of which there is no listing: it is too long for one, or so odd that it may have no answer at all. */
        private void askJames(MessageUid uid) {
            try {
                MessageManager folder = selected.getMessageManager();
                MessageResultIterator found =
                        folder.getMessages(MessageRange.one(uid), FetchGroup.MINIMAL, session.getMailboxSession());
                while (found.hasNext()) {
                    MessageResult message = found.next();
                    FetchResponse response = new FetchResponseBuilder(new EnvelopeBuilder())
                            .build(fetch, message, folder, selected, session.getMailboxSession())
                            .block();
                    responder.respond(java.util.Objects.requireNonNull(response));
                }
            } catch (MailboxException e) {
                LOG.debug("message {} is left out: {}", uid, e.getMessage());
            }
        }
    }
}
