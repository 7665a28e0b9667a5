package org.sealpost.protocols.smtp;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers for a day with which hosts no encryption could be agreed on. */
final class BrokenTls {
    private static final int HOSTS_LIMIT = 10_000;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(30);
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final Map<String, Instant> since = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Instant> eldest) {
            return size() > HOSTS_LIMIT;
        }
    };

    /** Notes a failure; true if it failed before, long enough ago that this is another try. */
    synchronized boolean again(String host, Instant now) {
        Instant first = since.get(host);
        if (first == null || first.plus(REMEMBERED).isBefore(now)) {
            since.put(host, now);
            return false;
        }
        return !first.plus(BETWEEN_TRIES).isAfter(now);
    }

    /** It works again. */
    synchronized void forget(String host) {
        since.remove(host);
    }
}
