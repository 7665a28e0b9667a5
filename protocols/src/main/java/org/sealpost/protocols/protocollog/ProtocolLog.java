package org.sealpost.protocols.protocollog;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.sealpost.mail.Change;
import org.sealpost.mail.LoggedConnectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down the sessions of the connectors for which an administrator wants it. It is a help for people: whatever goes wrong
 * with it, mail goes on.
 */
public final class ProtocolLog implements AutoCloseable {
    /** The connector of all mail that goes to other servers. */
    public static final String OUTBOUND = "outbound";

    private static final Logger LOG = LoggerFactory.getLogger(ProtocolLog.class);
    private static final int COUNT_BITS = 16;

    private final LoggedConnectors switches;
    private final LogFiles files;
    private final Clock clock;
    private final AtomicLong sessions;
    private final Set<String> known =
            new ConcurrentSkipListSet<>(List.of("smtp", "submission", "submissions", OUTBOUND));

    public ProtocolLog(Path folder, LoggedConnectors switches, Clock clock) {
        this.switches = switches;
        this.files = new LogFiles(folder);
        this.clock = clock;
        // Session ids sort by time, and none comes twice after a restart.
        this.sessions = new AtomicLong(clock.millis() << COUNT_BITS);
    }

    /** Nothing is ever written. */
    public static ProtocolLog none() {
        return new ProtocolLog(Path.of(""), LoggedConnectors.NONE, Clock.systemUTC());
    }

    /** A session that begins now; whether it is written down is settled for its whole life, except that it can be switched off. */
    public Transcript begin(Direction direction, String connector, Socket socket) {
        return isOn(connector)
                ? new WrittenTranscript(
                        this, direction, connector, Long.toHexString(sessions.incrementAndGet()), socket)
                : Transcript.NONE;
    }

    /** Whether sessions of this connector are written down now. */
    @SuppressWarnings("IllegalCatch") // Whatever is wrong with the database, it must not be this that ends a session.
    public boolean isOn(String connector) {
        try {
            return switches.all().contains(connector);
        } catch (RuntimeException e) {
            LOG.debug("nobody knows whether {} is to be written down: {}", connector, e.getMessage());
            return false;
        }
    }

    /** There is such a connector. */
    public void know(String connector) {
        known.add(connector);
    }

    /** All connectors that there are, and those that are switched on though they are gone. */
    public Set<String> connectors() {
        Set<String> all = new TreeSet<>(known);
        all.addAll(switches.all());
        return all;
    }

    public Set<String> switchedOn() {
        return switches.all();
    }

    public Change switching(String connector, boolean on) {
        return switches.switching(connector, on);
    }

    Instant now() {
        return clock.instant();
    }

    void write(Direction direction, LogLine line) {
        if (isOn(line.connector())) {
            files.append(direction, line);
        }
    }

    /**
     * The newest lines that are wanted, in the order in which they were written.
     *
     * @throws IOException if the files cannot be read
     */
    public List<LogLine> find(Predicate<LogLine> wanted, int limit) throws IOException {
        return files.find(wanted, limit);
    }

    /** Where the files are. */
    public Path folder() {
        return files.folder();
    }

    /** Removes what is too old. */
    public void tidy() {
        files.tidy(now());
    }

    @Override
    public void close() {
        files.close();
    }
}
