package org.sealpost.policy;

import java.time.Duration;
import java.time.Instant;

/** How near the end of a certificate is that somebody else must replace, so that it cannot be renewed here by itself. */
public enum ExpiryStep {
    FAR("more than 30 days"),
    MONTH("30 days or less"),
    FORTNIGHT("14 days or less"),
    WEEK("7 days or less"),
    OVER("it has ended");

    private static final Duration MONTH_LEFT = Duration.ofDays(30);
    private static final Duration FORTNIGHT_LEFT = Duration.ofDays(14);
    private static final Duration WEEK_LEFT = Duration.ofDays(7);

    private final String words;

    ExpiryStep(String words) {
        this.words = words;
    }

    public static ExpiryStep of(Instant now, Instant end) {
        if (!now.isBefore(end)) {
            return OVER;
        }
        Duration left = Duration.between(now, end);
        if (left.compareTo(WEEK_LEFT) <= 0) {
            return WEEK;
        }
        if (left.compareTo(FORTNIGHT_LEFT) <= 0) {
            return FORTNIGHT;
        }
        return left.compareTo(MONTH_LEFT) <= 0 ? MONTH : FAR;
    }

    public String words() {
        return words;
    }

    /** Whether nobody may put it off any more. */
    public boolean isUrgent() {
        return this == WEEK || this == OVER;
    }
}
