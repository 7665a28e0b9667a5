package org.sealpost.protocols.smtp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Connections that were used and may be used again soon, so that many messages to one destination share them. */
final class IdleConnections {
    private static final Duration KEPT_FOR = Duration.ofSeconds(10);
    private static final int PER_KEY = 20;
    private static final int IN_ALL = 200;

    private final Map<ProvedConnection.Key, Deque<Idle>> byKey = new HashMap<>();
    private int count;

    private record Idle(ProvedConnection connection, long since) {}

    synchronized Optional<ProvedConnection> take(ProvedConnection.Key key) {
        closeOld();
        Deque<Idle> idle = byKey.get(key);
        if (idle == null) {
            return Optional.empty();
        }
        ProvedConnection newest = idle.removeLast().connection();
        count--;
        if (idle.isEmpty()) {
            byKey.remove(key);
        }
        return Optional.of(newest);
    }

    synchronized void keep(ProvedConnection.Key key, ProvedConnection connection) {
        closeOld();
        Deque<Idle> idle = byKey.computeIfAbsent(key, one -> new ArrayDeque<>());
        if (idle.size() >= PER_KEY || count >= IN_ALL) {
            if (idle.isEmpty()) {
                byKey.remove(key);
            }
            connection.peer().quit();
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
        byKey.values().forEach(idle -> {
            while (!idle.isEmpty() && idle.getFirst().since() - notAfter <= 0) {
                old.add(idle.removeFirst());
            }
        });
        byKey.values().removeIf(Deque::isEmpty);
        count -= old.size();
        old.forEach(idle -> idle.connection().peer().quit());
    }
}
