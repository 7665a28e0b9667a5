package org.sealpost.protocols.imap;

import java.util.Arrays;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.FetchData;
import org.apache.james.imap.api.message.IdRange;
import org.apache.james.imap.api.message.request.ImapRequest;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.CloseRequest;
import org.apache.james.imap.message.request.CopyRequest;
import org.apache.james.imap.message.request.DeleteACLRequest;
import org.apache.james.imap.message.request.ExamineRequest;
import org.apache.james.imap.message.request.ExpungeRequest;
import org.apache.james.imap.message.request.FetchRequest;
import org.apache.james.imap.message.request.GetACLRequest;
import org.apache.james.imap.message.request.IdleRequest;
import org.apache.james.imap.message.request.ListRequest;
import org.apache.james.imap.message.request.LsubRequest;
import org.apache.james.imap.message.request.MoveRequest;
import org.apache.james.imap.message.request.SelectRequest;
import org.apache.james.imap.message.request.SetACLRequest;
import org.apache.james.imap.message.request.StoreRequest;
import org.apache.james.imap.message.request.XListRequest;
import org.apache.james.mailbox.model.MailboxACL;
import org.sealpost.mailbox.MailboxLayer;
import reactor.core.publisher.Mono;

/**
 * What James 3.8.1 gets wrong in commands, put right in front of it: a folder opened by EXAMINE is truly not changed, CLOSE
 * answers those who may not expunge, and no pattern takes for ever.
 */
final class GuardedCommands implements ImapProcessor {
    private static final String READ_ONLY = "sealpost.read-only";
    private static final HumanReadableText IS_READ_ONLY =
            new HumanReadableText("org.sealpost.READ_ONLY", "failed. The folder is open for reading only.");
    private static final HumanReadableText TOO_MANY_WILDCARDS =
            new HumanReadableText("org.sealpost.WILDCARDS", "failed. Too many wildcards.");
    /** James matches subscriptions with a regular expression, whose time grows with the power of the wildcards. */
    private static final int LSUB_WILDCARDS = 3;

    private final ImapProcessor james;
    private final StatusResponseFactory responses;
    private final MailboxLayer mailboxes;
    private final IdleCommand idle;
    private final FetchCommand fetch;
    private final RecordedSharing sharing;

    GuardedCommands(
            ImapProcessor james, StatusResponseFactory responses, MailboxLayer mailboxes, RecordedSharing sharing) {
        this.sharing = sharing;
        this.james = james;
        this.responses = responses;
        this.mailboxes = mailboxes;
        this.idle = new IdleCommand(mailboxes, responses);
        this.fetch = new FetchCommand(mailboxes, responses);
    }

    @Override
    public void configure(ImapConfiguration configuration) {
        james.configure(configuration);
    }

    @Override
    public Mono<Void> processReactive(ImapMessage message, Responder responder, ImapSession session) {
        return switch (message) {
            case SelectRequest request -> open(request, false, responder, session);
            case ExamineRequest request -> open(request, true, responder, session);
            case CloseRequest request -> close(request, responder, session);
            case StoreRequest request -> change(request, responder, session);
            case ExpungeRequest request -> change(request, responder, session);
            case IdleRequest request -> idle.processReactive(request, responder, session);
            case CopyRequest request -> james.processReactive(existing(request, session), responder, session);
            case MoveRequest request -> change(existing(request, session), responder, session);
            case FetchRequest request -> fetch(peeking(request, session), responder, session);
            case XListRequest request -> list(request, responder, session);
            case ListRequest request -> list(request, responder, session);
            case GetACLRequest request -> james.processReactive(request, new AnyoneResponder(responder), session);
            case SetACLRequest request -> sharing.set(request, responder, session);
            case DeleteACLRequest request -> sharing.delete(request, responder, session);
            case LsubRequest request -> lsub(request, responder, session);
            default -> james.processReactive(message, responder, session);
        };
    }

    private Mono<Void> fetch(FetchRequest request, Responder responder, ImapSession session) {
        ImapProcessor processor = fetch.answers(request, session) ? fetch : james;
        return processor.processReactive(request, responder, session);
    }

    private Mono<Void> open(ImapRequest request, boolean readOnly, Responder responder, ImapSession session) {
        session.setAttribute(READ_ONLY, readOnly);
        return james.processReactive(request, responder, session);
    }

    private static boolean isReadOnly(ImapSession session) {
        return Boolean.TRUE.equals(session.getAttribute(READ_ONLY));
    }

    private Mono<Void> change(ImapRequest request, Responder responder, ImapSession session) {
        return session.getSelected() != null && isReadOnly(session)
                ? no(request, IS_READ_ONLY, responder)
                : james.processReactive(request, responder, session);
    }

    /** RFC 9051 section 6.4.1: without the right, or after EXAMINE, the folder is closed and nothing removed. */
    private Mono<Void> close(CloseRequest request, Responder responder, ImapSession session) {
        SelectedMailbox selected = session.getSelected();
        if (selected == null || !isReadOnly(session) && mayExpunge(selected, session)) {
            return james.processReactive(request, responder, session);
        }
        return session.deselect()
                .then(Mono.fromRunnable(() -> responder.respond(
                        responses.taggedOk(request.getTag(), request.getCommand(), HumanReadableText.COMPLETED))));
    }

    private boolean mayExpunge(SelectedMailbox selected, ImapSession session) {
        try {
            return mailboxes
                    .folders()
                    .hasRight(
                            selected.getMessageManager().getMailboxEntity(),
                            MailboxACL.Right.PerformExpunge,
                            session.getMailboxSession());
        } catch (org.apache.james.mailbox.exception.MailboxException e) {
            return false;
        }
    }

    private static CopyRequest existing(CopyRequest request, ImapSession session) {
        return new CopyRequest(
                existing(request.getIdSet(), request.isUseUids(), session),
                request.getMailboxName(),
                request.isUseUids(),
                request.getTag());
    }

    private static MoveRequest existing(MoveRequest request, ImapSession session) {
        return new MoveRequest(
                existing(request.getIdSet(), request.isUseUids(), session),
                request.getMailboxName(),
                request.isUseUids(),
                request.getTag());
    }

    /** COPYUID tells which UIDs were copied (RFC 4315 section 3): none that the folder has not. */
    private static IdRange[] existing(IdRange[] set, boolean uids, ImapSession session) {
        SelectedMailbox selected = session.getSelected();
        long last = selected == null
                ? 0
                : selected.getLastUid().map(uid -> uid.asLong()).orElse(0L);
        return uids && last > 0
                ? Arrays.stream(set)
                        .map(range -> range.getLowVal() <= last && range.getHighVal() > last
                                ? new IdRange(range.getLowVal(), last)
                                : range)
                        .toArray(IdRange[]::new)
                : set;
    }

    /** Reading in a folder that is open for reading only does not mark messages as read. */
    private static FetchRequest peeking(FetchRequest request, ImapSession session) {
        FetchData fetch = request.getFetch();
        if (!fetch.isSetSeen() || !isReadOnly(session)) {
            return request;
        }
        FetchData.Builder peeking = FetchData.builder();
        Arrays.stream(FetchData.Item.values()).filter(fetch::contains).forEach(peeking::fetch);
        if (fetch.getChangedSince() != -1) {
            peeking.changedSince(fetch.getChangedSince());
        }
        peeking.vanished(fetch.getVanished());
        fetch.getBodyElements().forEach(element -> peeking.add(element, true));
        return new FetchRequest(request.isUseUids(), request.getIdSet(), peeking.build(), request.getTag());
    }

    /** The reference is joined with the pattern, so that one matcher sees all of it. */
    private Mono<Void> list(ListRequest request, Responder responder, ImapSession session) {
        String reference = request.getBaseReferenceName();
        String pattern = request.getMailboxPattern();
        if (reference.isEmpty() || pattern.isEmpty() || reference.startsWith("#") || pattern.startsWith("#")) {
            return james.processReactive(request, responder, session);
        }
        ListRequest joined = request instanceof XListRequest
                ? new XListRequest("", reference + pattern, request.getTag())
                : new ListRequest(
                        request.getCommand(),
                        "",
                        reference + pattern,
                        request.getTag(),
                        request.getSelectOptions(),
                        request.getReturnOptions(),
                        request.getStatusDataItems());
        return james.processReactive(joined, responder, session);
    }

    private Mono<Void> lsub(LsubRequest request, Responder responder, ImapSession session) {
        long wildcards = request.getMailboxPattern()
                .chars()
                .filter(c -> c == '*' || c == '%')
                .count();
        return wildcards > LSUB_WILDCARDS
                ? no(request, TOO_MANY_WILDCARDS, responder)
                : james.processReactive(request, responder, session);
    }

    private Mono<Void> no(ImapRequest request, HumanReadableText text, Responder responder) {
        return Mono.fromRunnable(() -> {
            StatusResponse response = responses.taggedNo(request.getTag(), request.getCommand(), text);
            responder.respond(response);
        });
    }
}
