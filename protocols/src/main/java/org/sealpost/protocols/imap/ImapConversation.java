package org.sealpost.protocols.imap;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.james.imap.api.ImapMessage;
import org.apache.james.imap.api.ImapSessionState;
import org.apache.james.imap.api.process.ImapLineHandler;
import org.apache.james.imap.api.process.ImapProcessor;
import org.apache.james.imap.api.process.SelectedMailbox;
import org.apache.james.imap.decode.ImapDecoder;
import org.apache.james.imap.encode.ImapEncoder;
import org.sealpost.mail.Spool;
import org.sealpost.mailbox.FolderEvents;
import org.sealpost.protocols.session.Connection;
import org.sealpost.protocols.session.DoorConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One IMAP session from greeting to end: reads a command, has it done, answers, and only then reads the next. */
final class ImapConversation {
    private static final Logger LOG = LoggerFactory.getLogger(ImapConversation.class);
    private static final int UNREADABLE_COMMANDS = 10;

    private final Surroundings house;
    private final ImapOutput out;
    private final SessionResponder responder;
    private final DoorSession session;
    private int unreadable;

    /** What every session needs of the door. */
    record Surroundings(
            ImapDecoder decoder,
            ImapProcessor processor,
            ImapEncoder encoder,
            FolderEvents events,
            Spool spool,
            CommandLimits limits,
            ScheduledExecutorService scheduler,
            DoorConfig config) {}

    ImapConversation(Surroundings house, Connection connection) {
        this.house = house;
        this.out = new ImapOutput(connection);
        this.responder = new SessionResponder(house.encoder, out);
        this.session = new DoorSession(connection, !connection.isSecure(), house.scheduler, house.config.limits());
    }

    void run() throws IOException {
        try {
            say("* OK " + house.config.hostName() + " Sealpost IMAP4rev1 at your service");
            boolean goesOn = true;
            while (goesOn) {
                goesOn = step() && session.getState() != ImapSessionState.LOGOUT;
                out.flush();
            }
        } catch (CommandReader.Broken e) {
            LOG.debug("IMAP with {} ends: {}", session.connection().clientAddress(), e.getMessage());
            if (e.getCause() == null) {
                say("* BYE " + e.getMessage());
            }
        } finally {
            session.logout().block();
        }
    }

    private boolean step() throws IOException {
        ImapLineHandler waiting = session.lineHandler();
        if (waiting != null) {
            return continueCommand(waiting);
        }
        InputStream in = session.connection().in();
        in.mark(1);
        if (in.read() < 0) {
            return false;
        }
        in.reset();
        if (!session.connection().loginCounts()) {
            return revoked();
        }
        SelectedMailbox selected = session.getSelected();
        if (selected != null && selected.isDeletedByOtherSession()) {
            say("* BYE Selected mailbox has been deleted");
            return false;
        }
        return command(in);
    }

    private boolean command(InputStream in) throws IOException {
        try (LiteralStore literals = new LiteralStore(house.spool)) {
            CommandReader reader = new CommandReader(in, out, limits(), literals);
            ImapMessage message;
            try {
                message = house.decoder.decode(reader, session);
                reader.consumeLine();
            } catch (IllegalArgumentException | IllegalStateException | NullPointerException e) {
                LOG.debug("unreadable IMAP command", e);
                return refuse(reader);
            }
            house.processor.processReactive(message, responder, session).block();
            responder.flush();
            return true;
        }
    }

    /** James' parsers throw whatever their helpers throw. */
    private boolean refuse(CommandReader reader) throws IOException {
        reader.consumeLine();
        say("* BAD the arguments of this command cannot be read");
        return ++unreadable < UNREADABLE_COMMANDS;
    }

    private CommandLimits limits() {
        return session.isLoggedIn() ? house.limits : CommandLimits.BEFORE_LOGIN;
    }

    /** The next line belongs to the command that is under way: IDLE or AUTHENTICATE. */
    private boolean continueCommand(ImapLineHandler waiting) throws IOException {
        byte[] line = line(session.connection().in());
        if (!session.connection().loginCounts()) {
            return revoked();
        }
        SelectedMailbox selected = session.getSelected();
        Runnable task = () -> waiting.onLine(session, line);
        if (selected == null) {
            task.run();
        } else {
            // No news may come between the lines of the answer, nor after the end of IDLE.
            house.events.quietly(selected, task);
        }
        // Sent outside of the quiet time: a client that takes nothing must not hold up those who have news.
        responder.flush();
        return true;
    }

    /** The account was disabled or removed, or has another password. */
    private boolean revoked() throws IOException {
        say("* BYE your login counts no more, log in again");
        return false;
    }

    private byte[] line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < limits().lineBytes()) {
            int next = in.read();
            if (next < 0) {
                throw new CommandReader.Broken(new java.io.EOFException("the client has gone"));
            }
            line.write(next);
            if (next == '\n') {
                return line.toByteArray();
            }
        }
        throw new CommandReader.Broken("line too long");
    }

    private void say(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }
}
