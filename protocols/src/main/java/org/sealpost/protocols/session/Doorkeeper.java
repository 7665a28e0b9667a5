package org.sealpost.protocols.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens listeners and gives each connection a virtual thread of its own. Nothing that one client does, not a slow password
 * check and not a slow network, holds up another.
 */
public final class Doorkeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Doorkeeper.class);
    private static final int BACKLOG = 512;
    private static final int PAUSE_MILLIS = 100;
    private static final int LOOK_SECONDS = 5;

    private final String protocol;
    private final List<Listen> listens;
    private final Limits limits;
    private final Supplier<SSLContext> certificates;
    private final Service service;
    private final String refusal;
    private final List<ServerSocket> servers = new ArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<Connection> served = ConcurrentHashMap.newKeySet();
    private final Map<InetAddress, Integer> perAddress = new HashMap<>();
    private final ScheduledThreadPoolExecutor watch;
    private volatile boolean closed;

    /** What to do with a connection. It ends when this returns. */
    public interface Service {
        void serve(Connection connection) throws IOException;
    }

    /**
     * Makes a doorkeeper whose doors are still shut.
     *
     * @param refusal the line for whom there is no room
     */
    public Doorkeeper(
            String protocol,
            List<Listen> listens,
            Limits limits,
            Supplier<SSLContext> certificates,
            String refusal,
            Service service) {
        this.protocol = protocol;
        this.listens = List.copyOf(listens);
        this.limits = limits;
        this.certificates = certificates;
        this.refusal = refusal;
        this.service = service;
        this.watch = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().name(protocol + "-watch").daemon().factory());
        // Else each connection, with its buffers, would stay in memory for as long as it might have taken to log in.
        watch.setRemoveOnCancelPolicy(true);
    }

    /** Opens all listeners or none; says where each listens, in their order. */
    public List<InetSocketAddress> start() throws IOException {
        try {
            for (Listen listen : listens) {
                servers.add(bind(listen));
            }
        } catch (IOException e) {
            close();
            throw e;
        }
        for (int i = 0; i < servers.size(); i++) {
            ServerSocket server = servers.get(i);
            Listen listen = listens.get(i);
            Thread.ofVirtual().name(protocol + "-accept").start(() -> accept(server, listen));
        }
        Future<?> _ = watch.scheduleWithFixedDelay(this::endRevoked, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
        return servers.stream()
                .map(server -> (InetSocketAddress) server.getLocalSocketAddress())
                .toList();
    }

    private ServerSocket bind(Listen listen) throws IOException {
        ServerSocket server = FlightSocket.listening();
        try {
            server.setReuseAddress(true);
            server.bind(listen.address(), BACKLOG);
            return server;
        } catch (IOException e) {
            server.close();
            throw new IOException(
                    "cannot listen for " + protocol + " on " + listen.address() + ": " + e.getMessage(), e);
        }
    }

    private void accept(ServerSocket server, Listen listen) {
        while (!closed) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().name(protocol).start(() -> admit(socket, listen));
            } catch (IOException e) {
                if (!closed) {
                    // Out of file descriptors, for one; it passes when connections end.
                    LOG.warn("cannot accept {} connections: {}", protocol, e.getMessage());
                    pause();
                }
            }
        }
    }

    private void admit(Socket socket, Listen listen) {
        InetAddress address = socket.getInetAddress();
        boolean admitted = enter(socket, address);
        try (socket) {
            if (admitted) {
                serve(socket, listen);
            } else if (listen.tls() == Listen.TlsStart.BY_STARTTLS) {
                new Connection(socket, limits, listen, certificates).writeLine(refusal);
            }
        } catch (IOException e) {
            LOG.debug("{} of {} has gone: {}", protocol, address.getHostAddress(), e.getMessage());
        } finally {
            if (admitted) {
                leave(socket, address);
            }
        }
    }

    @SuppressWarnings("IllegalCatch") // A bug in one session ends that session, never the server.
    private void serve(Socket socket, Listen listen) throws IOException {
        Connection connection = new Connection(socket, limits, listen, certificates);
        served.add(connection);
        // However slowly bytes come in: who has not logged in by then is not a user.
        Future<?> deadline = watch.schedule(
                () -> closeUnlessLoggedIn(connection), limits.beforeLogin().toMillis(), TimeUnit.MILLISECONDS);
        try {
            if (listen.tls() == Listen.TlsStart.AT_ONCE) {
                connection.startTls();
            }
            service.serve(connection);
        } catch (RuntimeException e) {
            LOG.error("a session of {} with {} failed", protocol, connection.clientAddress(), e);
        } finally {
            served.remove(connection);
            deadline.cancel(false);
            connection.close();
        }
    }

    /** Ends the sessions of those who wait for news, or for nothing, and whose login counts no more. */
    @SuppressWarnings("IllegalCatch") // What cannot be asked now is asked in the next round.
    private void endRevoked() {
        try {
            for (Connection connection : served) {
                if (!connection.loginCounts()) {
                    LOG.info(
                            "ended a session of {} with {}: the login counts no more",
                            protocol,
                            connection.clientAddress());
                    closeQuietly(connection::close);
                }
            }
        } catch (RuntimeException e) {
            LOG.warn("cannot look after the sessions of {}: {}", protocol, e.getMessage());
        }
    }

    private static void closeUnlessLoggedIn(Connection connection) {
        if (!connection.isLoggedIn()) {
            closeQuietly(connection::close);
        }
    }

    private synchronized boolean enter(Socket socket, InetAddress address) {
        int ofAddress = perAddress.getOrDefault(address, 0);
        if (closed || open.size() >= limits.connections() || ofAddress >= limits.connectionsPerAddress()) {
            LOG.warn(
                    "refused a {} connection from {}: {} are open, {} of them from there",
                    protocol,
                    address.getHostAddress(),
                    open.size(),
                    ofAddress);
            return false;
        }
        open.add(socket);
        perAddress.put(address, ofAddress + 1);
        return true;
    }

    private synchronized void leave(Socket socket, InetAddress address) {
        open.remove(socket);
        perAddress.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }

    /** Shuts the door and ends all sessions. */
    @Override
    public void close() {
        closed = true;
        servers.forEach(Doorkeeper::closeQuietly);
        open.forEach(Doorkeeper::closeQuietly);
        watch.shutdownNow();
    }

    private static void closeQuietly(java.io.Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.debug("closing: {}", e.getMessage());
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
