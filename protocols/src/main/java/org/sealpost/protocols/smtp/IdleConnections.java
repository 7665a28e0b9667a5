package org.sealpost.protocols.smtp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.transport.Courier.Route;

/** Connections that were used and may be used again soon, so that many messages to one destination share them. */
final class IdleConnections {
    private static final Duration KEPT_FOR = Duration.ofSeconds(10);
    private static final int PER_ROUTE = 20;
    private static final int IN_ALL = 200;

    private final Map<Route, Deque<Idle>> byRoute = new HashMap<>();
    private int count;

    private record Idle(PeerConnection connection, long since) {}

    synchronized Optional<PeerConnection> take(Route route) {
        closeOld();
        Deque<Idle> idle = byRoute.get(route);
        if (idle == null) {
            return Optional.empty();
        }
        PeerConnection newest = idle.removeLast().connection();
        count--;
        if (idle.isEmpty()) {
            byRoute.remove(route);
        }
        return Optional.of(newest);
    }

    synchronized void keep(Route route, PeerConnection connection) {
        closeOld();
        Deque<Idle> idle = byRoute.computeIfAbsent(route, key -> new ArrayDeque<>());
        if (idle.size() >= PER_ROUTE || count >= IN_ALL) {
            if (idle.isEmpty()) {
                byRoute.remove(route);
            }
            connection.quit();
            return;
        }
        idle.addLast(new Idle(connection, System.nanoTime()));
        count++;
    }

    /** Says goodbye to those that nobody has used for a while. */
    synchronized void closeOld() {
        close(System.nanoTime() - KEPT_FOR.toNanos());
    }

    synchronized void closeAll() {
        close(System.nanoTime());
    }

    private void close(long notAfter) {
        List<Idle> old = new ArrayList<>();
        byRoute.values().forEach(idle -> {
            while (!idle.isEmpty() && idle.getFirst().since() - notAfter <= 0) {
                old.add(idle.removeFirst());
            }
        });
        byRoute.values().removeIf(Deque::isEmpty);
        count -= old.size();
        old.forEach(idle -> idle.connection().quit());
    }
}
