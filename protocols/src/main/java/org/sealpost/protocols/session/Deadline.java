package org.sealpost.protocols.session;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Until when the other side of a connection may make us wait. One thread looks four times a second who is late; to be set and lifted
 * costs a write to memory. A read with a time-out of its own wakes the thread of the timers twice, which costs more than the read.
 */
public final class Deadline implements AutoCloseable {
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);
    private static final Set<Deadline> WATCHED = ConcurrentHashMap.newKeySet();
    /** What is set is counted from here, and so is never negative. */
    private static final long BEGINNING = System.nanoTime();

    private static final long NONE = Long.MAX_VALUE;
    private static final long PASSED = -1;

    private final Runnable late;
    private final AtomicLong until = new AtomicLong(NONE);

    static {
        Thread.ofVirtual().name("deadlines").start(Deadline::watch);
    }

    private Deadline(Runnable late) {
        this.late = late;
    }

    /**
     * Makes one that is not set; it is watched until it is closed.
     *
     * @param late ends the wait; run at most once, in a thread of its own
     */
    public static Deadline ending(Runnable late) {
        Deadline deadline = new Deadline(late);
        WATCHED.add(deadline);
        return deadline;
    }

    /** Sets it instead of what was set before. It passes up to a quarter of a second later. */
    public void in(Duration time) {
        move(now() + time.toNanos());
    }

    /** Lifts it. */
    public void lift() {
        move(NONE);
    }

    /** Whether it has passed; then it stays so, and the wait is ended or about to be. */
    public boolean isPassed() {
        return until.get() == PASSED;
    }

    private void move(long to) {
        long before = until.get();
        if (before != PASSED) {
            // Fails only if it passes at this very moment.
            until.compareAndSet(before, to);
        }
    }

    private void pass(long now) {
        long set = until.get();
        if (set != PASSED && set <= now && until.compareAndSet(set, PASSED)) {
            WATCHED.remove(this);
            Thread.ofVirtual().name("deadline").start(late);
        }
    }

    private static void watch() {
        while (true) {
            try {
                Thread.sleep(LOOK_EVERY);
            } catch (InterruptedException e) {
                return;
            }
            long now = now();
            WATCHED.forEach(deadline -> deadline.pass(now));
        }
    }

    private static long now() {
        return System.nanoTime() - BEGINNING;
    }

    /** It is not watched any more. */
    @Override
    public void close() {
        WATCHED.remove(this);
    }
}
