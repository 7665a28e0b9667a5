package org.sealpost.pki;

import java.security.KeyPair;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Keeps some RSA keys ready, since making one takes up to a second and a new account should not wait. Keys in the pool lie in
 * memory only and are used once.
 */
public final class KeyPool implements AutoCloseable {
    private final String algorithm;
    private final BlockingQueue<KeyPair> ready;
    private final Thread filler;
    private volatile boolean closed;

    /** A pool for one algorithm, filled in the background from now on. */
    public KeyPool(String algorithm, int size) {
        this.algorithm = algorithm;
        this.ready = new ArrayBlockingQueue<>(size);
        this.filler = Thread.ofPlatform().daemon().name("key-pool " + algorithm).start(this::fill);
    }

    /** A key that nobody else gets; made at once if the pool is empty or for another algorithm. */
    public KeyPair take(String wanted) {
        KeyPair key = wanted.equals(algorithm) ? ready.poll() : null;
        return key == null ? KeyPairs.generate(wanted) : key;
    }

    public int size() {
        return ready.size();
    }

    @Override
    public void close() {
        closed = true;
        filler.interrupt();
    }

    private void fill() {
        try {
            while (!closed) {
                ready.put(KeyPairs.generate(algorithm));
            }
        } catch (InterruptedException e) {
            // Closed while waiting for room: nothing is left to do.
            Thread.currentThread().interrupt();
        }
    }
}
