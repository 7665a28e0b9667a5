package org.sealpost.protocols.imap;

import java.time.Clock;
import java.util.List;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.message.response.ImapResponseMessage;
import org.apache.james.imap.api.message.response.StatusResponse;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapProcessor.Responder;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.DeleteACLRequest;
import org.apache.james.imap.message.request.SetACLRequest;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import reactor.core.publisher.Mono;

/**
 * Who lets whom into which folder (SETACL and DELETEACL, RFC 4314) is in the audit log before it is done; a second line says
 * so if it was refused.
 */
record RecordedSharing(ImapProcessor james, AuditLog auditLog, Clock clock) {
    private static final int WORD_LIMIT = 200;

    Mono<Void> set(SetACLRequest request, Responder responder, ImapSession session) {
        String what = "rights of " + word(request.getIdentifier()) + " on the folder " + word(request.getMailboxName())
                + ": " + word(request.getRights());
        return process(request, what, responder, session);
    }

    Mono<Void> delete(DeleteACLRequest request, Responder responder, ImapSession session) {
        String what = "rights of " + word(request.getIdentifier()) + " on the folder " + word(request.getMailboxName())
                + ": taken away";
        return process(request, what, responder, session);
    }

    private Mono<Void> process(ImapMessage request, String what, Responder responder, ImapSession session) {
        if (session.getMailboxSession() == null) {
            return james.processReactive(request, responder, session);
        }
        String user = session.getUserName().asString();
        return Mono.<Void>fromRunnable(() -> append(user, what))
                .then(Mono.defer(() -> james.processReactive(request, new Watching(responder, user, what), session)));
    }

    private void append(String user, String what) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                user,
                user,
                what,
                List.of(Finding.of(AdministrationRule.ASKED_BY, user))));
    }

    /** Names come from the client: they must not end a line of the log, nor fill it. */
    private static String word(String text) {
        return text.substring(0, Math.min(text.length(), WORD_LIMIT)).replaceAll("\\p{Cntrl}", "?");
    }

    private final class Watching implements Responder {
        private final Responder responder;
        private final String user;
        private final String what;

        private Watching(Responder responder, String user, String what) {
            this.responder = responder;
            this.user = user;
            this.what = what;
        }

        @Override
        public void respond(ImapResponseMessage message) {
            if (message instanceof StatusResponse status && status.getTag() != null && !isOk(status)) {
                append(user, what + ": refused");
            }
            responder.respond(message);
        }

        private static boolean isOk(StatusResponse status) {
            return status.getServerResponseType() == StatusResponse.Type.OK;
        }

        @Override
        public void flush() {
            responder.flush();
        }
    }
}
