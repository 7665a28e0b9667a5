package org.sealpost.store;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for all day and changes once a year: read anew after every change that this node made, and after a second, in
 * which another node may have changed it.
 */
final class Momentary<T> {
    private static final long LASTS_NANOS = Duration.ofSeconds(1).toNanos();

    private final Supplier<T> reading;
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Seen<T> seen;

    Momentary(Supplier<T> reading) {
        this.reading = reading;
    }

    /** {@code changes}: how many there were before it was read. */
    private record Seen<T>(T value, long changes, long atNanos) {}

    T get() {
        long before = changes.get();
        Seen<T> known = seen;
        if (known != null && known.changes == before && System.nanoTime() - known.atNanos < LASTS_NANOS) {
            return known.value;
        }
        long now = System.nanoTime();
        T value = reading.get();
        seen = new Seen<>(value, before, now);
        return value;
    }

    /** To be told when a change is on disk. */
    void changed() {
        changes.incrementAndGet();
    }
}
