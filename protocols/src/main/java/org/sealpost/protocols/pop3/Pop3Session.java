package org.sealpost.protocols.pop3;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailFailure;
import org.sealpost.mailbox.MailboxLayer;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Dialogue;
import org.sealpost.protocols.sasl.Exchange;
import org.sealpost.protocols.session.Connection;
import org.sealpost.protocols.session.DoorConfig;
import org.sealpost.protocols.session.PasswordLogin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One POP3 session (RFC 1939): first a login under TLS, then one client's view of INBOX as it was at that moment. */
final class Pop3Session {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Session.class);
    /** RFC 2449 section 4 allows 255 octets; passwords may be longer, and tokens are. */
    private static final int LINE_LIMIT_BYTES = 12_288;

    private static final int TRIES = 3;
    private static final int UNKNOWN_COMMANDS = 10;

    private final DoorConfig config;
    private final MailboxLayer mailboxes;
    private final PasswordLogin login;
    private final Connection connection;
    private @Nullable String user;
    private @Nullable Maildrop maildrop;
    private int failures;
    private int unknown;

    Pop3Session(DoorConfig config, MailboxLayer mailboxes, PasswordLogin login, Connection connection) {
        this.config = config;
        this.mailboxes = mailboxes;
        this.login = login;
        this.connection = connection;
    }

    /** One line from the client. */
    private record Command(String name, String argument) {
        static Command parse(String line) {
            int space = line.indexOf(' ');
            return space < 0
                    ? new Command(line.strip().toUpperCase(Locale.ROOT), "")
                    : new Command(line.substring(0, space).toUpperCase(Locale.ROOT), line.substring(space + 1));
        }
    }

    void run() throws IOException {
        say("+OK " + config.hostName() + " Sealpost POP3 at your service");
        boolean goesOn = true;
        while (goesOn) {
            Command command = Command.parse(line());
            if (!connection.loginCounts()) {
                say("-ERR [AUTH] your login counts no more, log in again");
                return;
            }
            Maildrop open = maildrop;
            try {
                goesOn = open == null ? authorization(command) : transaction(command, open);
            } catch (MailFailure e) {
                LOG.warn("POP3 for {}: {}", connection.clientAddress(), e.getMessage());
                say("-ERR [SYS/TEMP] the mailbox does not answer, try again later");
            }
        }
    }

    /** RFC 1939 section 4. Nothing that is worth protecting is said in the clear. */
    private boolean authorization(Command command) throws IOException {
        switch (command.name) {
            case "CAPA" -> capabilities();
            case "STLS" -> startTls();
            case "USER" -> {
                if (isProtected()) {
                    user = command.argument.strip();
                    say("+OK");
                }
            }
            case "PASS" -> {
                return pass(command.argument);
            }
            case "AUTH" -> {
                return authenticate(command.argument);
            }
            case "QUIT" -> {
                say("+OK");
                return false;
            }
            default -> {
                return unknown();
            }
        }
        return true;
    }

    private void capabilities() throws IOException {
        say("+OK");
        for (String capability : List.of("TOP", "UIDL", "RESP-CODES", "AUTH-RESP-CODE", "PIPELINING")) {
            say(capability);
        }
        if (connection.isSecure()) {
            say("USER");
            say("SASL " + String.join(" ", login.mechanisms(connection.channel())));
        } else {
            say("STLS");
        }
        say("IMPLEMENTATION Sealpost");
        say(".");
    }

    private void startTls() throws IOException {
        if (connection.isSecure()) {
            say("-ERR TLS is active");
        } else if (!connection.clientIsWaiting()) {
            throw new IOException("commands were sent in front of the TLS handshake");
        } else {
            say("+OK begin TLS");
            connection.startTls();
            user = null;
        }
    }

    private boolean isProtected() throws IOException {
        if (!connection.isSecure()) {
            say("-ERR [AUTH] use STLS first");
        }
        return connection.isSecure();
    }

    private boolean pass(String password) throws IOException {
        String name = user;
        if (!isProtected()) {
            return true;
        }
        if (name == null) {
            say("-ERR USER comes first");
            return true;
        }
        user = null;
        char[] secret = password.toCharArray();
        Optional<LoggedIn> account = login.login(name, secret, connection.clientAddress());
        Arrays.fill(secret, '\0');
        return logIn(account, "");
    }

    /** RFC 5034, with or without an initial response. */
    private boolean authenticate(String argument) throws IOException {
        if (!isProtected()) {
            return true;
        }
        String[] words = argument.strip().split(" +", 2);
        Optional<Exchange> exchange = login.begin(words[0], connection.channel(), connection.clientAddress());
        if (exchange.isEmpty()) {
            say("-ERR use AUTH " + String.join(" ", login.mechanisms(connection.channel())));
            return true;
        }
        Optional<String> initial = words.length > 1 ? Optional.of(words[1]) : Optional.empty();
        return logIn(
                Dialogue.decide(exchange.get(), initial, challenge -> {
                                    say("+ " + challenge);
                                    return line();
                                })
                                instanceof Exchange.Step.Done(LoggedIn account)
                        ? Optional.of(account)
                        : Optional.empty(),
                words[0]);
    }

    private boolean logIn(Optional<LoggedIn> account, String mechanism) throws IOException {
        if (account.isEmpty()) {
            say("-ERR [AUTH] " + Dialogue.refusal(mechanism));
            return ++failures < TRIES;
        }
        Maildrop opened = Maildrop.open(mailboxes, account.get().address());
        maildrop = opened;
        connection.loggedIn(account.get(), config.limits().idle());
        say("+OK " + opened.count() + " messages");
        return true;
    }

    /** RFC 1939 sections 5 and 7. */
    private boolean transaction(Command command, Maildrop open) throws IOException {
        switch (command.name) {
            case "CAPA" -> capabilities();
            case "STAT" -> say("+OK " + open.count() + " " + open.sizeBytes());
            case "LIST" -> list(command.argument.strip(), open, false);
            case "UIDL" -> list(command.argument.strip(), open, true);
            case "RETR" -> retrieve(command.argument.strip(), open, Long.MAX_VALUE);
            case "TOP" -> top(command.argument.strip(), open);
            case "DELE" -> say(open.delete(command.argument.strip()) ? "+OK" : "-ERR no such message");
            case "NOOP" -> say("+OK");
            case "RSET" -> {
                open.reset();
                say("+OK");
            }
            case "QUIT" -> {
                open.removeDeleted();
                say("+OK");
                return false;
            }
            default -> {
                return unknown();
            }
        }
        return true;
    }

    private void list(String argument, Maildrop open, boolean unique) throws IOException {
        if (argument.isEmpty()) {
            StringBuilder lines = new StringBuilder("+OK\r\n");
            open.all().forEach(message -> lines.append(listing(message, unique)).append("\r\n"));
            say(lines + ".");
            return;
        }
        Optional<Maildrop.Message> message = open.find(argument);
        say(message.map(found -> "+OK " + listing(found, unique)).orElse("-ERR no such message"));
    }

    private static String listing(Maildrop.Message message, boolean unique) {
        return message.number() + " " + (unique ? message.uniqueId() : message.sizeBytes());
    }

    private void top(String argument, Maildrop open) throws IOException {
        List<String> words = List.of(argument.split(" +"));
        if (words.size() != 2 || !words.get(1).matches("[0-9]{1,9}")) {
            say("-ERR TOP needs a message and a number of lines");
        } else {
            retrieve(words.get(0), open, Long.parseLong(words.get(1)));
        }
    }

    private void retrieve(String argument, Maildrop open, long bodyLines) throws IOException {
        Optional<Maildrop.Message> message = open.find(argument);
        if (message.isEmpty()) {
            say("-ERR no such message");
            return;
        }
        try (java.io.InputStream in = open.read(message.get())) {
            say("+OK");
            new DotStuffing(connection.out()).write(in, bodyLines);
        }
    }

    private boolean unknown() throws IOException {
        say("-ERR unknown command, or not now");
        return ++unknown < UNKNOWN_COMMANDS;
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() <= LINE_LIMIT_BYTES) {
            int next = connection.in().read();
            if (next < 0) {
                throw new EOFException("the client has gone");
            }
            if (next == '\n') {
                String text = line.toString(StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.write(next);
        }
        say("-ERR line too long");
        throw new IOException("line too long");
    }

    private void say(String line) throws IOException {
        connection.writeLine(line);
    }
}
