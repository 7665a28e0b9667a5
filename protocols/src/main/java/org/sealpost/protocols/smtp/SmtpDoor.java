package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.sealpost.mail.Spool;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.ConnectionFacts;
import org.sealpost.policy.ConnectionPolicy;
import org.sealpost.policy.ConnectorPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.balancer.ProxyHeader;
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
    private final ProtocolLog protocolLog;
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
        this(
                config,
                new Surroundings(
                        config.hostName(),
                        config.limits(),
                        acceptance,
                        senders,
                        logins,
                        spool,
                        certificates,
                        clock,
                        PartnerGate.NONE,
                        PartnerDoor.SHUT,
                        new MessageRates()),
                ProtocolLog.none());
    }

    private SmtpDoor(SmtpDoorConfig config, Surroundings surroundings, ProtocolLog protocolLog) {
        this.config = config;
        this.surroundings = surroundings;
        this.protocolLog = protocolLog;
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
                        new PartnerDoor(partners::isOpen, keys),
                        surroundings.rates),
                protocolLog);
    }

    /** The same door, which has its sessions written down as soon as somebody wants it. */
    public SmtpDoor writing(ProtocolLog log) {
        return new SmtpDoor(config, surroundings, log);
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
            PartnerDoor partnerDoor,
            MessageRates rates) {
        /** The same under the limits of a connector. */
        Surroundings at(SmtpListener connector) {
            return connector
                    .terms()
                    .limits()
                    .map(own -> new Surroundings(
                            hostName,
                            own,
                            acceptance,
                            senders,
                            logins,
                            spool,
                            certificates,
                            clock,
                            partners,
                            partnerDoor,
                            rates))
                    .orElse(this);
        }

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
        Map<ServerSocket, PortConnectors> ports = new LinkedHashMap<>();
        try {
            for (PortConnectors port : PortConnectors.of(config.listeners())) {
                ServerSocket server = bind(port.connectors().getFirst());
                ports.put(server, port);
                port.connectors().forEach(one -> bound.put(one, (InetSocketAddress) server.getLocalSocketAddress()));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        ports.forEach(
                (server, port) -> Thread.ofVirtual().name("smtp-" + port.name()).start(() -> accept(server, port)));
        bound.keySet().forEach(one -> protocolLog.know(one.name()));
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
                    "cannot listen for " + listener.name() + " on " + listener.address() + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocket server, PortConnectors port) {
        while (!closed) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name("smtp-session").start(() -> serve(socket, port));
            } catch (IOException e) {
                if (!closed) {
                    // Out of descriptors, for one; it passes when sessions end.
                    LOG.warn("cannot accept connections for {}: {}", port.name(), e.getMessage());
                    pause();
                }
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // A bug in one session ends that session, never the server.
    private void serve(Socket socket, PortConnectors port) {
        InetAddress peer = socket.getInetAddress();
        sessions.opened(socket);
        try (socket) {
            InetAddress client = port.isBalancer(peer) ? ProxyHeader.client(socket) : peer;
            Optional<SmtpListener> connector = port.serving(client);
            if (connector.isPresent()) {
                serve(socket, client, connector.get());
            } else {
                turnAway(ConnectorPolicy.none(client.getHostAddress()), socket, Transcript.NONE);
            }
        } catch (SSLException e) {
            LOG.info("no TLS with {}: {}", peer.getHostAddress(), e.getMessage());
        } catch (IOException e) {
            LOG.debug("{} has gone: {}", peer.getHostAddress(), e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("a session with {} failed", peer.getHostAddress(), e);
        } finally {
            sessions.closed(socket);
        }
    }

    private void serve(Socket socket, InetAddress client, SmtpListener connector) throws IOException {
        String address = client.getHostAddress();
        OpenSessions.Counts counts = sessions.enter(connector.name(), client);
        try (Transcript transcript = protocolLog.begin(Direction.RECEIVE, connector.name(), socket)) {
            Surroundings around = surroundings.at(connector);
            Decision<AcceptanceVerdict> room = room(address, counts, around.limits());
            if (turnAway(room, socket, transcript)) {
                return;
            }
            Decision<ClientTrust> trust = connector.trust(client, socket.getLocalAddress());
            Visitor visitor = new Visitor(connector, address, counts.network(), trust);
            new SmtpSession(around, visitor, socket, transcript).run();
        } finally {
            sessions.leave(counts);
        }
    }

    private static Decision<AcceptanceVerdict> room(String address, OpenSessions.Counts counts, SmtpLimits limits) {
        return ConnectionPolicy.decide(new ConnectionFacts(
                address, counts.all(), counts.ofAddress(), limits.connections(), limits.connectionsPerAddress()));
    }

    /** Whether the client was told to go away instead of being greeted. */
    private static boolean turnAway(Decision<AcceptanceVerdict> decision, Socket socket, Transcript transcript)
            throws IOException {
        if (!(decision.verdict() instanceof AcceptanceVerdict.Refuse refusal)) {
            return false;
        }
        LOG.warn("{}", Explanation.sentences(decision.because(), Locale.ENGLISH));
        transcript.decided(decision.because());
        try (Wire wire = new Wire(socket, transcript, Duration.ZERO)) {
            wire.send(Reply.of(refusal));
            wire.flush();
        }
        return true;
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
