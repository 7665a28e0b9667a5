package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is at the SMTP door now. Ends sessions that last too long, whatever they are waiting for. */
final class OpenSessions implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OpenSessions.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int IPV6_NETWORK_BYTES = 8;

    private final Duration longest;
    private final Map<Socket, Long> startedAt = new ConcurrentHashMap<>();
    private final Map<String, Integer> perConnector = new ConcurrentHashMap<>();
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private volatile boolean closed;

    OpenSessions(Duration longest) {
        this.longest = longest;
    }

    /**
     * How many sessions a connector has with this one, in all and of its client.
     *
     * @param network what counts as one client
     */
    record Counts(String connector, String network, int all, int ofAddress) {}

    /** From now on the socket is closed when it has lasted too long. */
    void opened(Socket socket) {
        startedAt.put(socket, System.nanoTime());
    }

    void closed(Socket socket) {
        startedAt.remove(socket);
    }

    Counts enter(String connector, InetAddress client) {
        String network = network(client);
        return new Counts(
                connector,
                network,
                perConnector.merge(connector, 1, Integer::sum),
                perAddress.merge(connector + " " + network, 1, Integer::sum));
    }

    void leave(Counts counts) {
        leave(perConnector, counts.connector());
        leave(perAddress, counts.connector() + " " + counts.network());
    }

    private static void leave(Map<String, Integer> counted, String key) {
        counted.computeIfPresent(key, (same, count) -> count > 1 ? count - 1 : null);
    }

    void watch() {
        Thread.ofVirtual().name("smtp-watch").start(() -> {
            while (!closed) {
                endOverlong();
                try {
                    Thread.sleep(LOOK_EVERY);
                } catch (InterruptedException e) {
                    return;
                }
            }
        });
    }

    private void endOverlong() {
        long now = System.nanoTime();
        startedAt.forEach((socket, started) -> {
            if (now - started > longest.toNanos()) {
                LOG.info("a session with {} lasted too long", socket.getInetAddress());
                end(socket);
            }
        });
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("closing a session: {}", e.getMessage());
        }
    }

    /** One client has a whole IPv6 network of 64 bits to itself. */
    private static String network(InetAddress address) {
        return address instanceof Inet6Address
                ? HexFormat.of().formatHex(address.getAddress(), 0, IPV6_NETWORK_BYTES)
                : address.getHostAddress();
    }

    @Override
    public void close() {
        closed = true;
        startedAt.keySet().forEach(OpenSessions::end);
    }
}
