package org.sealpost.protocols.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.apache.james.imap.api.ImapCommand;
import org.apache.james.imap.api.ImapConfiguration;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.Tag;
import org.apache.james.imap.api.display.HumanReadableText;
import org.apache.james.imap.api.message.request.ImapRequest;
import org.apache.james.imap.api.message.response.StatusResponseFactory;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.ImapSession;
import org.apache.james.imap.message.request.AuthenticateRequest;
import org.apache.james.imap.message.request.IRAuthenticateRequest;
import org.apache.james.imap.message.request.LoginRequest;
import org.apache.james.imap.message.response.AuthenticateResponse;
import org.sealpost.mail.MailFailure;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.protocols.session.Plain;
import reactor.core.publisher.Mono;

/** LOGIN and AUTHENTICATE PLAIN (RFC 9051 sections 6.2.2 and 6.2.3), only under TLS; all other commands are James'. */
final class LoginCommands implements ImapProcessor {
    private static final int TRIES = 3;
    private static final String FAILURES = "sealpost.failed-logins";

    private final ImapProcessor others;
    private final StatusResponseFactory responses;
    private final PasswordLogin login;
    private final MailboxLayer mailboxes;

    LoginCommands(ImapProcessor others, StatusResponseFactory responses, PasswordLogin login, MailboxLayer mailboxes) {
        this.others = others;
        this.responses = responses;
        this.login = login;
        this.mailboxes = mailboxes;
    }

    @Override
    public void configure(ImapConfiguration configuration) {
        others.configure(configuration);
    }

    @Override
    public Mono<Void> processReactive(ImapMessage message, Responder responder, ImapSession session) {
        return switch (message) {
            case LoginRequest request -> Mono.fromRunnable(() -> login(request, responder, (DoorSession) session));
            case AuthenticateRequest request ->
                Mono.fromRunnable(() -> authenticate(request, responder, (DoorSession) session));
            default -> others.processReactive(message, responder, session);
        };
    }

    private void login(LoginRequest request, Responder responder, DoorSession session) {
        if (isAllowed(request, responder, session)) {
            Plain given = new Plain(
                    request.getUserid().asString(), request.getPassword().toCharArray());
            check(given, HumanReadableText.INVALID_LOGIN, request, responder, session);
        }
    }

    private void authenticate(AuthenticateRequest request, Responder responder, DoorSession session) {
        if (!request.getAuthType().equalsIgnoreCase("PLAIN")) {
            no(request, responder, HumanReadableText.UNSUPPORTED_AUTHENTICATION_MECHANISM);
            return;
        }
        if (!isAllowed(request, responder, session)) {
            return;
        }
        if (request instanceof IRAuthenticateRequest initial) {
            checkPlain(initial.getInitialClientResponse(), request, responder, session);
            return;
        }
        responder.respond(new AuthenticateResponse());
        session.pushLineHandler((same, line) -> {
            session.popLineHandler();
            checkPlain(new String(line, StandardCharsets.US_ASCII).strip(), request, responder, session);
        });
    }

    private boolean isAllowed(ImapRequest request, Responder responder, DoorSession session) {
        if (session.isPlainAuthDisallowed()) {
            no(request, responder, HumanReadableText.DISABLED_LOGIN);
            return false;
        }
        return true;
    }

    private void checkPlain(String response, ImapRequest request, Responder responder, DoorSession session) {
        Optional<Plain> given = Plain.parse(response);
        if (given.isPresent()) {
            check(given.get(), HumanReadableText.AUTHENTICATION_FAILED, request, responder, session);
        } else {
            fail(HumanReadableText.AUTHENTICATION_FAILED, request, responder, session);
        }
    }

    private void check(
            Plain given, HumanReadableText failed, ImapRequest request, Responder responder, DoorSession session) {
        try {
            Optional<LoggedIn> account = login.login(
                    given.name(), given.password(), session.connection().clientAddress());
            if (account.isEmpty()) {
                fail(failed, request, responder, session);
                return;
            }
            session.setMailboxSession(mailboxes.open(account.get().address()));
            session.authenticated();
            session.loggedIn(account.get());
            responder.respond(responses.taggedOk(tag(request), command(request), HumanReadableText.COMPLETED));
        } catch (MailFailure e) {
            no(request, responder, new HumanReadableText("org.sealpost.UNAVAILABLE", "failed. " + e.getMessage()));
        } finally {
            Arrays.fill(given.password(), '\0');
        }
    }

    private void fail(HumanReadableText text, ImapRequest request, Responder responder, DoorSession session) {
        int failures = session.getAttribute(FAILURES) instanceof Integer before ? before + 1 : 1;
        session.setAttribute(FAILURES, failures);
        if (failures < TRIES) {
            no(request, responder, text);
        } else {
            responder.respond(responses.bye(HumanReadableText.TOO_MANY_FAILURES));
            session.logout().block();
        }
    }

    private void no(ImapRequest request, Responder responder, HumanReadableText text) {
        responder.respond(responses.taggedNo(tag(request), command(request), text));
    }

    private static Tag tag(ImapRequest request) {
        return request.getTag();
    }

    private static ImapCommand command(ImapRequest request) {
        return request.getCommand();
    }
}
