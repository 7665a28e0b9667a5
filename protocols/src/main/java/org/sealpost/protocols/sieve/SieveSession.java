package org.sealpost.protocols.sieve;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.FilterScripts.Stored;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Dialogue;
import org.sealpost.protocols.sasl.Exchange;
import org.sealpost.protocols.session.Connection;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.PasswordLogin;
import org.sealpost.protocols.sieve.SieveCommand.Malformed;
import org.sealpost.transport.FilterAdministration;
import org.sealpost.transport.FilterRefusal;
import org.sealpost.transport.sieve.Language;
import org.sealpost.transport.sieve.Script;
import org.sealpost.transport.sieve.ScriptFault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One ManageSieve session: first TLS and a login, then the person's own filters and nobody else's. */
final class SieveSession {
    private static final Logger LOG = LoggerFactory.getLogger(SieveSession.class);
    private static final int TRIES = 3;
    private static final int MALFORMED = 10;
    private static final int BEFORE_LOGIN_BYTES = 16 * 1024;
    /** So that a script which is somewhat too long is told so, and does not end the session. */
    private static final int LITERAL_BYTES = 4 * Script.LIMIT_BYTES;

    private final DoorConfig config;
    private final FilterAdministration filters;
    private final PasswordLogin login;
    private final Connection connection;
    private @Nullable MailAddress owner;
    private int failures;
    private int malformed;

    SieveSession(DoorConfig config, FilterAdministration filters, PasswordLogin login, Connection connection) {
        this.config = config;
        this.filters = filters;
        this.login = login;
        this.connection = connection;
    }

    void run() throws IOException {
        capabilities("Sealpost ManageSieve at your service");
        boolean goesOn = true;
        while (goesOn) {
            goesOn = next();
        }
    }

    private boolean next() throws IOException {
        try {
            SieveCommand command =
                    SieveCommand.read(connection.in(), owner == null ? BEFORE_LOGIN_BYTES : LITERAL_BYTES);
            if (!connection.loginCounts()) {
                say("BYE \"your login counts no more, log in again\"");
                return false;
            }
            MailAddress who = owner;
            return who == null ? beforeLogin(command) : afterLogin(command, who);
        } catch (Malformed e) {
            no("", String.valueOf(e.getMessage()));
            return ++malformed < MALFORMED;
        } catch (ScriptFault e) {
            no("", String.valueOf(e.getMessage()));
        } catch (FilterRefusal e) {
            no(code(e.kind()), String.valueOf(e.getMessage()));
        } catch (MailFailure e) {
            LOG.warn("filters for {}: {}", connection.clientAddress(), e.getMessage());
            no("(TRYLATER) ", "the store does not answer, try again later");
        }
        return true;
    }

    /** Nothing that is worth protecting is said in the clear. */
    private boolean beforeLogin(SieveCommand command) throws IOException, Malformed {
        switch (command.name()) {
            case "STARTTLS" -> startTls();
            case "AUTHENTICATE" -> {
                return authenticate(command.arguments());
            }
            default -> {
                return always(command);
            }
        }
        return true;
    }

    private boolean always(SieveCommand command) throws IOException, Malformed {
        switch (command.name()) {
            case "CAPABILITY" -> capabilities("that is all");
            case "NOOP" ->
                say(
                        command.arguments().isEmpty()
                                ? "OK \"done\""
                                : "OK (TAG " + string(command.arguments().getFirst()) + ") \"done\"");
            case "LOGOUT" -> {
                say("OK \"good-bye\"");
                return false;
            }
            default -> throw new Malformed("unknown command, or not now");
        }
        return true;
    }

    private void capabilities(String words) throws IOException {
        say("\"IMPLEMENTATION\" \"Sealpost\"");
        say("\"VERSION\" \"1.0\"");
        say("\"SASL\" \"" + (connection.isSecure() && owner == null ? mechanisms() : "") + "\"");
        say("\"SIEVE\" \"" + String.join(" ", Language.extensions()) + "\"");
        say("\"MAXREDIRECTS\" \"5\"");
        if (!connection.isSecure()) {
            say("\"STARTTLS\"");
        }
        MailAddress who = owner;
        if (who != null) {
            say("\"OWNER\" " + string(who.toString()));
        }
        say("OK \"" + words + "\"");
    }

    private void startTls() throws IOException {
        if (connection.isSecure()) {
            no("", "TLS is active");
        } else if (!connection.clientIsWaiting()) {
            throw new IOException("commands were sent in front of the TLS handshake");
        } else {
            say("OK \"begin TLS\"");
            connection.startTls();
            // RFC 5804 section 2.2: they are told once more under TLS.
            capabilities("TLS is active");
        }
    }

    private boolean authenticate(List<String> arguments) throws IOException, Malformed {
        if (!connection.isSecure()) {
            no("(ENCRYPT-NEEDED) ", "use STARTTLS first");
            return true;
        }
        String mechanism = arguments.isEmpty() ? "" : arguments.getFirst();
        Optional<Exchange> exchange = login.begin(mechanism, connection.channel(), connection.clientAddress());
        if (exchange.isEmpty()) {
            no("", "only these are offered: " + mechanisms());
            return true;
        }
        Optional<String> initial = arguments.size() > 1 ? Optional.of(arguments.get(1)) : Optional.empty();
        return decide(exchange.get(), initial, mechanism);
    }

    private String mechanisms() {
        return String.join(" ", login.mechanisms(connection.channel()));
    }

    private boolean decide(Exchange exchange, Optional<String> initial, String mechanism)
            throws IOException, Malformed {
        // RFC 5804 section 2.1 lets the last word of the server come with the OK; as a challenge every client takes it.
        Exchange.Step end = Dialogue.decide(exchange, initial, challenge -> {
            say(string(challenge));
            return answer();
        });
        if (!(end instanceof Exchange.Step.Done(LoggedIn account))) {
            no("", Dialogue.refusal(mechanism));
            return ++failures < TRIES;
        }
        owner = account.address();
        connection.loggedIn(account, config.limits().idle());
        say("OK \"logged in\"");
        return true;
    }

    /** What is no string is no base64 either. */
    private String answer() throws IOException {
        try {
            return SieveCommand.readString(connection.in());
        } catch (Malformed e) {
            return "*";
        }
    }

    private boolean afterLogin(SieveCommand command, MailAddress who) throws IOException, Malformed {
        String actor = who.toString();
        switch (command.name()) {
            case "LISTSCRIPTS" -> list(who);
            case "GETSCRIPT" -> {
                sayBytes(filters.get(who, argument(command, 0)).text());
                say("OK \"done\"");
            }
            case "HAVESPACE" -> haveSpace(command, who);
            case "CHECKSCRIPT" -> {
                Script.of(argument(command, 0));
                say("OK \"the script is good\"");
            }
            case "PUTSCRIPT" -> {
                filters.put(who, argument(command, 0), argument(command, 1), actor);
                say("OK \"kept\"");
            }
            default -> {
                return change(command, who, actor);
            }
        }
        return true;
    }

    private boolean change(SieveCommand command, MailAddress who, String actor) throws IOException, Malformed {
        switch (command.name()) {
            case "SETACTIVE" ->
                filters.activate(who, Optional.of(argument(command, 0)).filter(name -> !name.isEmpty()), actor);
            case "DELETESCRIPT" -> filters.remove(who, argument(command, 0), actor);
            case "RENAMESCRIPT" -> filters.rename(who, argument(command, 0), argument(command, 1), actor);
            default -> {
                return always(command);
            }
        }
        say("OK \"done\"");
        return true;
    }

    private void list(MailAddress who) throws IOException {
        Optional<String> active = filters.settings(who).active();
        for (Stored script : filters.list(who)) {
            boolean isActive = active.filter(script.name()::equals).isPresent();
            say(string(script.name()) + (isActive ? " ACTIVE" : ""));
        }
        say("OK \"done\"");
    }

    private void haveSpace(SieveCommand command, MailAddress who) throws IOException, Malformed {
        filters.checkRoom(who, argument(command, 0));
        String size = argument(command, 1);
        boolean fits = size.matches("[0-9]{1,9}") && Integer.parseInt(size) <= Script.LIMIT_BYTES;
        if (fits) {
            say("OK \"there is room\"");
        } else {
            no("(QUOTA/MAXSIZE) ", "a script has at most " + Script.LIMIT_BYTES + " bytes");
        }
    }

    private static String argument(SieveCommand command, int index) throws Malformed {
        if (index >= command.arguments().size()) {
            throw new Malformed(command.name() + " expects more");
        }
        return command.arguments().get(index);
    }

    private static String code(FilterRefusal.Kind kind) {
        return switch (kind) {
            case UNKNOWN -> "(NONEXISTENT) ";
            case ACTIVE -> "(ACTIVE) ";
            case ALREADY_THERE -> "(ALREADYEXISTS) ";
            case TOO_MANY -> "(QUOTA/MAXSCRIPTS) ";
            case BAD_NAME -> "";
        };
    }

    private void no(String code, String words) throws IOException {
        say("NO " + code + string(words));
    }

    /** Quoted, or as a literal if it is long or has several lines. */
    private static String string(String text) {
        boolean plain = text.length() < 500 && text.chars().noneMatch(one -> one == '\r' || one == '\n' || one == 0);
        return plain
                ? '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : "{" + text.getBytes(StandardCharsets.UTF_8).length + "}\r\n" + text;
    }

    private void sayBytes(String text) throws IOException {
        say("{" + text.getBytes(StandardCharsets.UTF_8).length + "}\r\n" + text);
    }

    private void say(String line) throws IOException {
        connection.writeLine(line);
    }
}
