package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Channel;
import org.sealpost.protocols.sasl.Dialogue;
import org.sealpost.protocols.sasl.Mechanisms;
import org.sealpost.protocols.session.PasswordLogin;

/** Who logged in during a session, and how often somebody tried in vain. */
final class Login {
    private final SmtpDoor.Surroundings around;
    private final SmtpListener.Kind kind;
    private final String clientAddress;
    private final PasswordLogin ways;
    private Optional<LoggedIn> account = Optional.empty();
    private int failures;

    Login(SmtpDoor.Surroundings around, SmtpListener.Kind kind, String clientAddress) {
        this.around = around;
        this.kind = kind;
        this.clientAddress = clientAddress;
        this.ways = new Mechanisms(around.logins(), kind.name().toLowerCase(Locale.ROOT));
    }

    Optional<LoggedIn> account() {
        return account;
    }

    /** Whether so many passwords were wrong that the session ends. */
    boolean isGivenUp() {
        return failures >= around.limits().loginFailures();
    }

    /** What is offered at the moment, the best first. */
    List<String> offered(Optional<Channel> encrypted) {
        boolean now = kind.isSubmission() && account.isEmpty();
        return encrypted.filter(tls -> now).map(this::mechanisms).orElse(List.of());
    }

    /** LOGIN is PLAIN in two words, for old programs. */
    private List<String> mechanisms(Channel channel) {
        List<String> names = new ArrayList<>(ways.mechanisms(channel));
        names.add(Sasl.LOGIN);
        return names;
    }

    /** {@code inTime}: after EHLO and outside of a transaction. */
    Reply auth(String argument, Wire wire, Optional<Channel> encrypted, boolean inTime) throws IOException {
        if (!kind.isSubmission()) {
            return Reply.of(502, "5.5.1", "log in on the submission port");
        }
        if (encrypted.isEmpty()) {
            return Reply.of(538, "5.7.11", "say STARTTLS first; no password goes over this line in clear");
        }
        return inTime && account.isEmpty()
                ? proceed(argument, wire, encrypted.get())
                : Reply.of(503, "5.5.1", "not now");
    }

    private Reply proceed(String argument, Wire wire, Channel channel) throws IOException {
        String[] words = argument.split(" +", 2);
        Optional<String> initial = words.length == 2 ? Optional.of(words[1]) : Optional.empty();
        Sasl sasl = new Sasl(wire);
        try {
            account = switch (words[0].toUpperCase(Locale.ROOT)) {
                case Sasl.PLAIN -> password(sasl.plain(initial));
                case Sasl.LOGIN -> password(sasl.login(initial));
                default ->
                    sasl.converse(
                            ways.begin(words[0], channel, clientAddress)
                                    .orElseThrow(() -> new Sasl.Broken(
                                            504, "5.5.4", "use AUTH " + String.join(" ", mechanisms(channel)))),
                            initial);
            };
        } catch (Sasl.Broken e) {
            return e.reply();
        } catch (MailFailure e) {
            return Reply.of(454, "4.7.0", "cannot log in now, try again later");
        }
        return account.isPresent() ? Reply.of(235, "2.7.0", "logged in") : failed(words[0]);
    }

    private Optional<LoggedIn> password(Sasl.Credentials credentials) {
        try {
            return ways.login(credentials.name(), credentials.password(), clientAddress);
        } finally {
            credentials.wipe();
        }
    }

    private Reply failed(String mechanism) {
        failures++;
        return isGivenUp()
                ? Reply.of(421, "4.7.0", "too many wrong passwords")
                : Reply.of(535, "5.7.8", Dialogue.refusal(mechanism));
    }
}
