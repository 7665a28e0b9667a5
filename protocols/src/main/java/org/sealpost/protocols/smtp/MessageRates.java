package org.sealpost.protocols.smtp;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many messages somebody has begun within the last minute. Remembers the last ten thousand who sent. */
final class MessageRates {
    private static final long MINUTE = Duration.ofMinutes(1).toNanos();
    private static final int REMEMBERED = 10_000;

    private final Map<String, Window> windows = new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > REMEMBERED;
        }
    };

    private record Window(long since, int count) {}

    /** Counts one more and says how many there are with it. */
    synchronized int count(String who) {
        long now = System.nanoTime();
        Window window = windows.merge(
                who,
                new Window(now, 1),
                (before, one) -> now - before.since() > MINUTE ? one : new Window(before.since(), before.count() + 1));
        return window.count();
    }
}
