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
    private final Map<String, Integer> perAddress = new ConcurrentHashMap<>();
    private volatile boolean closed;

    OpenSessions(Duration longest) {
        this.longest = longest;
    }

    /** How many sessions there are with this one, in all and of its client. */
    record Counts(String clientAddress, String network, int all, int ofAddress) {}

    Counts add(Socket socket) {
        InetAddress address = socket.getInetAddress();
        String network = network(address);
        startedAt.put(socket, System.nanoTime());
        int ofAddress = perAddress.merge(network, 1, Integer::sum);
        return new Counts(address.getHostAddress(), network, startedAt.size(), ofAddress);
    }

    void remove(Socket socket, Counts counts) {
        startedAt.remove(socket);
        perAddress.computeIfPresent(counts.network(), (network, count) -> count > 1 ? count - 1 : null);
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
