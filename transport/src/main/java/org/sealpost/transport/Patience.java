package org.sealpost.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How long to wait before the next try, and when to give up, RFC 5321 section 4.5.4.1. */
public final class Patience {
    /** The waiting times, for people. */
    public static final String TIMETABLE = "1, 5, 10, 20, 40 minutes, 1, 2, then every 4 hours, for 5 days";

    static final Duration GIVE_UP_AFTER = Duration.ofDays(5);

    /** The try after some four hours, in vain: then the sender is told. */
    static final int TOLD_AT_ATTEMPT = 7;

    private static final List<Duration> DELAYS = List.of(
            Duration.ofMinutes(1),
            // Who keeps strangers waiting (greylisting) mostly does so for some minutes.
            Duration.ofMinutes(5),
            Duration.ofMinutes(10),
            Duration.ofMinutes(20),
            Duration.ofMinutes(40),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4));

    private Patience() {}

    /** {@code attempts}: how many tries there were before the one that just failed. */
    static Instant nextAttempt(Instant now, int attempts) {
        return now.plus(DELAYS.get(Math.min(attempts, DELAYS.size() - 1)));
    }

    /** {@code change}: when something else may be done, if anything; the try is then at the latest. */
    static Instant nextAttempt(Instant now, int attempts, Optional<Instant> change) {
        Instant usual = nextAttempt(now, attempts);
        return change.filter(at -> at.isAfter(now) && at.isBefore(usual)).orElse(usual);
    }

    static boolean isOver(Instant receivedAt, Instant now) {
        return receivedAt.isBefore(now.minus(GIVE_UP_AFTER));
    }
}
