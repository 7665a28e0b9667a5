package org.sealpost.protection;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** Keeps what was worked out for the keys that were asked for last. Safe for use by many threads. */
final class BoundedCache<K, V> {
    private final Map<K, V> kept;

    BoundedCache(int limit) {
        this.kept = new LinkedHashMap<>(64, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > limit;
            }
        };
    }

    /** What is kept, or a new one, which is worked out by the caller while nobody waits. */
    V get(K key, Function<K, V> worker) {
        synchronized (kept) {
            V known = kept.get(key);
            if (known != null) {
                return known;
            }
        }
        V worked = worker.apply(key);
        synchronized (kept) {
            kept.put(key, worked);
        }
        return worked;
    }
}
