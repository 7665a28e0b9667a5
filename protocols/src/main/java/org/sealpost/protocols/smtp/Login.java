package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.LoggedIn;

/** Who logged in during a session, and how often somebody tried in vain. */
final class Login {
    private final SmtpDoor.Surroundings around;
    private final SmtpListener.Kind kind;
    private final String clientAddress;
    private Optional<LoggedIn> account = Optional.empty();
    private int failures;

    Login(SmtpDoor.Surroundings around, SmtpListener.Kind kind, String clientAddress) {
        this.around = around;
        this.kind = kind;
        this.clientAddress = clientAddress;
    }

    Optional<LoggedIn> account() {
        return account;
    }

    /** Whether so many passwords were wrong that the session ends. */
    boolean isGivenUp() {
        return failures >= around.limits().loginFailures();
    }

    /** {@code inTime}: after EHLO and outside of a transaction. */
    Reply auth(String argument, Wire wire, boolean encrypted, boolean inTime) throws IOException {
        if (!kind.isSubmission()) {
            return Reply.of(502, "5.5.1", "log in on the submission port");
        }
        if (!encrypted) {
            return Reply.of(538, "5.7.11", "say STARTTLS first; no password goes over this line in clear");
        }
        return inTime && account.isEmpty() ? proceed(argument, wire) : Reply.of(503, "5.5.1", "not now");
    }

    private Reply proceed(String argument, Wire wire) throws IOException {
        Sasl.Credentials credentials;
        try {
            credentials = new Sasl(wire).credentials(argument);
        } catch (Sasl.Broken e) {
            return e.reply();
        }
        try {
            account = around.logins()
                    .login(
                            credentials.name(),
                            credentials.password(),
                            kind.name().toLowerCase(Locale.ROOT),
                            clientAddress);
        } catch (MailFailure e) {
            return Reply.of(454, "4.7.0", "cannot log in now, try again later");
        } finally {
            credentials.wipe();
        }
        return account.isPresent() ? Reply.of(235, "2.7.0", "logged in") : failed();
    }

    private Reply failed() {
        failures++;
        return isGivenUp()
                ? Reply.of(421, "4.7.0", "too many wrong passwords")
                : Reply.of(535, "5.7.8", "wrong name or password");
    }
}
