package org.sealpost.pki;

import java.security.KeyPair;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps some keys ready, since making an RSA key takes up to seconds and a new account should not wait. It begins with one
 * kind and keeps every other kind of RSA key ready from the first time that somebody asks for it. Keys in the pool lie in
 * memory only and are used once.
 */
public final class KeyPool implements AutoCloseable {
    private static final int KINDS_LIMIT = 8;

    private final int size;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition wanted = lock.newCondition();
    private final Map<String, Deque<KeyPair>> ready = new LinkedHashMap<>();
    private final Thread filler;

    /** A pool of so many keys of each kind, filled in the background from now on. */
    public KeyPool(String algorithm, int size) {
        this.size = size;
        ready.put(algorithm, new ArrayDeque<>());
        this.filler = Thread.ofPlatform().daemon().name("key-pool").start(this::fill);
    }

    /** A key that nobody else gets; made at once if none is ready. */
    public KeyPair take(String algorithm) {
        return poll(algorithm).orElseGet(() -> KeyPairs.generate(algorithm));
    }

    private Optional<KeyPair> poll(String algorithm) {
        lock.lock();
        try {
            // Others are made faster than they would be fetched.
            if (algorithm.startsWith("RSA") && ready.size() < KINDS_LIMIT) {
                ready.computeIfAbsent(algorithm, kind -> new ArrayDeque<>());
            }
            Deque<KeyPair> keys = ready.get(algorithm);
            wanted.signal();
            return keys == null ? Optional.empty() : Optional.ofNullable(keys.poll());
        } finally {
            lock.unlock();
        }
    }

    /** How many keys of a kind are ready. */
    public int size(String algorithm) {
        lock.lock();
        try {
            return Optional.ofNullable(ready.get(algorithm)).map(Deque::size).orElse(0);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        filler.interrupt();
    }

    private void fill() {
        try {
            while (true) {
                String kind = awaitNeed();
                KeyPair key = KeyPairs.generate(kind);
                keep(kind, key);
            }
        } catch (InterruptedException e) {
            // Closed while waiting: nothing is left to do.
            Thread.currentThread().interrupt();
        }
    }

    /** The kind of which the fewest are ready, as soon as one is not full. */
    private String awaitNeed() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            while (true) {
                Optional<Map.Entry<String, Deque<KeyPair>>> fewest = ready.entrySet().stream()
                        .filter(kind -> kind.getValue().size() < size)
                        .min(java.util.Comparator.comparingInt(
                                kind -> kind.getValue().size()));
                if (fewest.isPresent()) {
                    return fewest.get().getKey();
                }
                wanted.await();
            }
        } finally {
            lock.unlock();
        }
    }

    private void keep(String kind, KeyPair key) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            ready.computeIfAbsent(kind, one -> new ArrayDeque<>()).add(key);
        } finally {
            lock.unlock();
        }
    }
}
