package org.sealpost.protocols.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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
import org.apache.james.imap.message.request.CapabilityRequest;
import org.apache.james.imap.message.request.IRAuthenticateRequest;
import org.apache.james.imap.message.request.LoginRequest;
import org.apache.james.imap.message.response.ContinuationResponse;
import org.sealpost.mail.MailFailure;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Dialogue;
import org.sealpost.protocols.sasl.Exchange;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.protocols.session.Plain;
import reactor.core.publisher.Mono;

/** LOGIN and AUTHENTICATE (RFC 9051 sections 6.2.2 and 6.2.3), only under TLS; all other commands are James'. */
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
            case CapabilityRequest request ->
                others.processReactive(
                        request, new LoginCapabilities(responder, offered((DoorSession) session)), session);
            default -> others.processReactive(message, responder, session);
        };
    }

    private void login(LoginRequest request, Responder responder, DoorSession session) {
        if (isAllowed(request, responder, session)) {
            Plain given = new Plain(
                    request.getUserid().asString(), request.getPassword().toCharArray());
            answer(request, responder, session, HumanReadableText.INVALID_LOGIN, () -> byPassword(given, session));
        }
    }

    private Exchange.Step byPassword(Plain given, DoorSession session) {
        try {
            return login.login(
                            given.name(), given.password(), session.connection().clientAddress())
                    .<Exchange.Step>map(Exchange.Step.Done::new)
                    .orElseGet(Exchange.Step.Refused::new);
        } finally {
            Arrays.fill(given.password(), '\0');
        }
    }

    private List<String> offered(DoorSession session) {
        return session.isPlainAuthDisallowed() || session.isLoggedIn()
                ? List.of()
                : login.mechanisms(session.connection().channel());
    }

    private void authenticate(AuthenticateRequest request, Responder responder, DoorSession session) {
        if (!isAllowed(request, responder, session)) {
            return;
        }
        Optional<Exchange> exchange = login.begin(
                request.getAuthType(),
                session.connection().channel(),
                session.connection().clientAddress());
        if (exchange.isEmpty()) {
            no(request, responder, HumanReadableText.UNSUPPORTED_AUTHENTICATION_MECHANISM);
            return;
        }
        if (request instanceof IRAuthenticateRequest initial) {
            take(initial.getInitialClientResponse(), exchange.get(), request, responder, session);
        } else {
            ask("", exchange.get(), request, responder, session);
        }
    }

    /** The next line of the client belongs to the login. */
    private void ask(
            String challenge, Exchange exchange, ImapRequest request, Responder responder, DoorSession session) {
        responder.respond(new ContinuationResponse(new HumanReadableText("org.sealpost.CHALLENGE", challenge)));
        session.pushLineHandler((same, line) -> {
            session.popLineHandler();
            take(new String(line, StandardCharsets.US_ASCII).strip(), exchange, request, responder, session);
        });
    }

    private void take(String line, Exchange exchange, ImapRequest request, Responder responder, DoorSession session) {
        Optional<byte[]> word = Dialogue.word(line);
        if (word.isEmpty()) {
            // An asterisk, too: the client gives up.
            fail(HumanReadableText.AUTHENTICATION_FAILED, request, responder, session);
            return;
        }
        answer(request, responder, session, HumanReadableText.AUTHENTICATION_FAILED, () -> {
            Exchange.Step step = exchange.answer(word.get());
            if (step instanceof Exchange.Step.Challenge(byte[] words)) {
                ask(Base64.getEncoder().encodeToString(words), exchange, request, responder, session);
            }
            return step;
        });
    }

    private boolean isAllowed(ImapRequest request, Responder responder, DoorSession session) {
        if (session.isPlainAuthDisallowed()) {
            no(request, responder, HumanReadableText.DISABLED_LOGIN);
            return false;
        }
        return true;
    }

    private void answer(
            ImapRequest request,
            Responder responder,
            DoorSession session,
            HumanReadableText failed,
            Supplier<Exchange.Step> step) {
        try {
            switch (step.get()) {
                case Exchange.Step.Challenge _ -> {}
                case Exchange.Step.Done(LoggedIn account) -> {
                    session.setMailboxSession(mailboxes.open(account.address()));
                    session.authenticated();
                    session.loggedIn(account);
                    responder.respond(responses.taggedOk(tag(request), command(request), HumanReadableText.COMPLETED));
                }
                case Exchange.Step.Refused _, Exchange.Step.Malformed _ -> fail(failed, request, responder, session);
            }
        } catch (MailFailure e) {
            no(request, responder, new HumanReadableText("org.sealpost.UNAVAILABLE", "failed. " + e.getMessage()));
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
