package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.sealpost.mail.Spool;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.ConnectionFacts;
import org.sealpost.policy.ConnectionPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.protocollog.Direction;
import org.sealpost.protocols.protocollog.ProtocolLog;
import org.sealpost.protocols.protocollog.Transcript;
import org.sealpost.transport.Acceptance;
import org.sealpost.transport.PartnerGate;
import org.sealpost.transport.SenderGate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The door through which mail comes in by SMTP: from other servers on port 25, from our own people on 587 and 465. */
public final class SmtpDoor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpDoor.class);
    private static final int BACKLOG = 512;
    private static final int PAUSE_MILLIS = 100;

    private final SmtpDoorConfig config;
    private final Surroundings surroundings;
    private final List<ServerSocket> listening = new ArrayList<>();
    private final OpenSessions sessions;
    private ProtocolLog protocolLog = ProtocolLog.none();
    private volatile boolean closed;

    /**
     * Makes a door that is still shut.
     *
     * @param certificates asked for each new TLS session, so that a renewed certificate is used at once
     */
    public SmtpDoor(
            SmtpDoorConfig config,
            Acceptance acceptance,
            SenderGate senders,
            Logins logins,
            Spool spool,
            Supplier<SSLContext> certificates,
            Clock clock) {
        this.config = config;
        this.surroundings = new Surroundings(
                config.hostName(),
                config.limits(),
                acceptance,
                senders,
                logins,
                spool,
                certificates,
                clock,
                PartnerGate.NONE,
                PartnerDoor.SHUT);
        this.sessions = new OpenSessions(config.limits().session());
    }

    private SmtpDoor(SmtpDoorConfig config, Surroundings surroundings) {
        this.config = config;
        this.surroundings = surroundings;
        this.sessions = new OpenSessions(config.limits().session());
    }

    /**
     * The same door, at which partners prove who they are.
     *
     * @param keys who the door is to those whom it asks for a certificate
     */
    public SmtpDoor with(PartnerGate partners, KeyManager keys) {
        return new SmtpDoor(
                config,
                new Surroundings(
                        surroundings.hostName,
                        surroundings.limits,
                        surroundings.acceptance,
                        surroundings.senders,
                        surroundings.logins,
                        surroundings.spool,
                        surroundings.certificates,
                        surroundings.clock,
                        partners,
                        new PartnerDoor(partners::isOpen, keys)));
    }

    /** Has the sessions written down, as soon as somebody wants it; said before the door opens. */
    public SmtpDoor writing(ProtocolLog log) {
        protocolLog = log;
        return this;
    }

    /** What every session needs of the house. */
    record Surroundings(
            String hostName,
            SmtpLimits limits,
            Acceptance acceptance,
            SenderGate senders,
            Logins logins,
            Spool spool,
            Supplier<SSLContext> certificates,
            Clock clock,
            PartnerGate partners,
            PartnerDoor partnerDoor) {
        @SuppressWarnings("IllegalCatch") // Whatever is wrong with the certificate, the client may come again.
        boolean hasCertificate() {
            try {
                return !certificates.get().getProtocol().isEmpty();
            } catch (RuntimeException e) {
                LOG.error("there is no certificate for STARTTLS", e);
                return false;
            }
        }
    }

    /** Opens the door and says on which address each listener listens. Opens all of them or none. */
    public Map<SmtpListener, InetSocketAddress> start() throws IOException {
        Map<SmtpListener, InetSocketAddress> bound = new LinkedHashMap<>();
        try {
            for (SmtpListener listener : config.listeners()) {
                ServerSocket server = bind(listener);
                bound.put(listener, (InetSocketAddress) server.getLocalSocketAddress());
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        for (int i = 0; i < listening.size(); i++) {
            ServerSocket server = listening.get(i);
            SmtpListener.Kind kind = config.listeners().get(i).kind();
            protocolLog.know(connector(kind));
            Thread.ofVirtual().name("smtp-" + kind).start(() -> accept(server, kind));
        }
        sessions.watch();
        return bound;
    }

    private ServerSocket bind(SmtpListener listener) throws IOException {
        ServerSocket server = new ServerSocket();
        listening.add(server);
        try {
            server.setReuseAddress(true);
            server.bind(listener.address(), BACKLOG);
            return server;
        } catch (SocketException e) {
            throw new IOException(
                    "cannot listen for " + listener.kind() + " on " + listener.address() + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocket server, SmtpListener.Kind kind) {
        while (!closed) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("smtp-session").start(() -> serve(socket, kind));
            } catch (IOException e) {
                if (!closed) {
                    // Out of descriptors, for one; it passes when sessions end.
                    LOG.warn("cannot accept connections for {}: {}", kind, e.getMessage());
                    pause();
                }
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // A bug in one session ends that session, never the server.
    private void serve(Socket socket, SmtpListener.Kind kind) {
        OpenSessions.Counts counts = sessions.add(socket);
        Transcript transcript = protocolLog.begin(Direction.RECEIVE, connector(kind), socket);
        try (socket) {
            new SmtpSession(surroundings, kind, socket, transcript).run(judge(counts, transcript));
        } catch (SSLException e) {
            transcript.note("no TLS: " + e.getMessage(), "TLS");
            LOG.info("no TLS with {}: {}", counts.clientAddress(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("{} has gone: {}", counts.clientAddress(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a session with {} failed", counts.clientAddress(), e);
        } finally {
            transcript.close();
            sessions.remove(socket, counts);
        }
    }

    private static String connector(SmtpListener.Kind kind) {
        return switch (kind) {
            case INTERNET -> "smtp";
            case SUBMISSION -> "submission";
            case SUBMISSIONS -> "submissions";
        };
    }

    private Decision<AcceptanceVerdict> judge(OpenSessions.Counts counts, Transcript transcript) {
        Decision<AcceptanceVerdict> decision = ConnectionPolicy.decide(new ConnectionFacts(
                counts.clientAddress(),
                counts.all(),
                counts.ofAddress(),
                config.limits().connections(),
                config.limits().connectionsPerAddress()));
        if (decision.verdict() instanceof AcceptanceVerdict.Refuse refusal) {
            LOG.warn("refused a connection from {}: {}", counts.clientAddress(), refusal.text());
            transcript.decided(decision.because());
        }
        return decision;
    }

    /** Shuts the door and ends all sessions. What was accepted is on disk. */
    @Override
    public void close() {
        closed = true;
        for (ServerSocket server : listening) {
            try {
                server.close();
            } catch (IOException e) {
                LOG.debug("closing a listener: {}", e.getMessage());
            }
        }
        sessions.close();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
