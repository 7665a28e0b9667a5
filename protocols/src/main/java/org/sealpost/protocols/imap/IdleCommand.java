package org.sealpost.protocols.imap;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.message.request.IdleRequest;
import org.apache.james.imap.message.response.ContinuationResponse;
import org.apache.james.imap.processor.AbstractMailboxProcessor;
import org.apache.james.util.MDCBuilder;
import org.sealpost.mailbox.FolderEvents;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.mailbox.NoMetrics;
import reactor.core.publisher.Mono;

/**
 * IDLE (RFC 2177): the client is told what happens in its folder as it happens. James 3.8.1 collects the answer before it has
 * noted the event, so that changed flags were never told.
 */
final class IdleCommand extends AbstractMailboxProcessor<IdleRequest> {
    /** Often enough for routers that forget silent connections. */
    private static final Duration HEARTBEAT = Duration.ofMinutes(2);

    private final FolderEvents events;

    IdleCommand(MailboxLayer mailboxes, StatusResponseFactory responses) {
        super(IdleRequest.class, mailboxes.folders(), responses, new NoMetrics());
        this.events = mailboxes.events();
    }

    @Override
    protected Mono<Void> processRequestReactive(IdleRequest request, ImapSession session, Responder responder) {
        SelectedMailbox selected = session.getSelected();
        if (selected != null) {
            events.watch(
                    selected,
                    () -> ImapOutput.asNews(() -> {
                        unsolicitedResponses(session, responder, false).block();
                        responder.flush();
                    }));
        }
        AtomicBoolean idle = new AtomicBoolean(true);
        session.pushLineHandler((same, line) -> {
            idle.set(false);
            if (selected != null) {
                events.watch(selected, () -> {});
            }
            session.popLineHandler();
            end(request, new String(line, StandardCharsets.US_ASCII).strip(), responder);
        });
        scheduleBeat(idle, session, responder);
        responder.respond(new ContinuationResponse(HumanReadableText.IDLING));
        return unsolicitedResponses(session, responder, false);
    }

    private void end(IdleRequest request, String line, Responder responder) {
        if (line.equalsIgnoreCase("DONE")) {
            okComplete(request, responder);
        } else {
            taggedBad(request, responder, new HumanReadableText("org.sealpost.IDLE", "failed. DONE was expected."));
        }
    }

    private void scheduleBeat(AtomicBoolean idle, ImapSession session, Responder responder) {
        session.schedule(() -> ImapOutput.asNews(() -> beat(idle, session, responder)), HEARTBEAT);
    }

    private void beat(AtomicBoolean idle, ImapSession session, Responder responder) {
        if (idle.get()) {
            responder.respond(getStatusResponseFactory().untaggedOk(HumanReadableText.HEARTBEAT));
            responder.flush();
            scheduleBeat(idle, session, responder);
        }
    }

    @Override
    protected MDCBuilder mdc(IdleRequest request) {
        return MDCBuilder.create().addToContext(MDCBuilder.ACTION, "IDLE");
    }
}
