package org.sealpost.transport;

import java.security.SecureRandom;
import java.time.Clock;
import java.util.function.Supplier;

/** Makes the names of queued messages: the time, so that they sort, and enough chance that no two nodes make the same. */
public final class QueueIds implements Supplier<String> {
    private static final int RADIX = 32;
    private static final int RANDOM_DIGITS = 12;
    private static final int TIME_DIGITS = 9;

    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    public QueueIds(Clock clock) {
        this.clock = clock;
    }

    @Override
    public String get() {
        long chance = random.nextLong() >>> (Long.SIZE - 5 * RANDOM_DIGITS);
        return digits(clock.millis(), TIME_DIGITS) + digits(chance, RANDOM_DIGITS);
    }

    private static String digits(long number, int count) {
        String digits = Long.toString(number, RADIX);
        return "0".repeat(Math.max(0, count - digits.length())) + digits;
    }
}
