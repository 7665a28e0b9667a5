package org.sealpost.protocols.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is at the door: not too many from one address, and nobody who says nothing for long. */
final class Guests {
    private static final Logger LOG = LoggerFactory.getLogger(Guests.class);

    private final int perAddress;
    private final Duration idle;
    private final Map<InetAddress, Integer> present = new HashMap<>();

    Guests(int perAddress, Duration idle) {
        this.perAddress = perAddress;
        this.idle = idle;
    }

    /** Takes the next connection for which there is room; others are closed at once. */
    Socket next(Accepting server) throws IOException {
        while (true) {
            GatheringSocket socket = new GatheringSocket(this);
            server.accept(socket);
            socket.setSoTimeout(Math.toIntExact(idle.toMillis()));
            if (enter(socket.getInetAddress())) {
                return socket;
            }
            LOG.warn("refused an LDAP connection from {}: {} are open from there", socket.getInetAddress(), perAddress);
            socket.turnAway();
        }
    }

    /** {@link ServerSocket}'s own way to fill a socket of another class. */
    interface Accepting {
        void accept(Socket socket) throws IOException;
    }

    private synchronized boolean enter(InetAddress address) {
        int there = present.getOrDefault(address, 0);
        if (there >= perAddress) {
            return false;
        }
        present.put(address, there + 1);
        return true;
    }

    synchronized void leave(InetAddress address) {
        present.computeIfPresent(address, (key, count) -> count > 1 ? count - 1 : null);
    }
}
