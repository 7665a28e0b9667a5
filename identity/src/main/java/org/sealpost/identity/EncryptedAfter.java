package org.sealpost.identity;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An administrator's leave: if no connection has what is demanded for so long, a message that is encrypted to its recipient may go
 * without that demand.
 *
 * @param time from the first failure on
 */
public record EncryptedAfter(Duration time) {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    /** Before the message goes back to its sender, with a day to spare. */
    private static final Duration LONGEST = Duration.ofDays(4);

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,4})([mhd])");
    private static final String NEVER = "never";

    public EncryptedAfter {
        if (time.compareTo(SHORTEST) < 0 || time.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("expected a time from 1m to 4d: " + words(time));
        }
    }

    /**
     * Reads {@code 15m}, {@code 4h}, {@code 2d}, or {@code never}, which is empty.
     *
     * @throws IllegalArgumentException if it is none of these, shorter than a minute or longer than four days
     */
    public static Optional<EncryptedAfter> read(String text) {
        if (text.equals(NEVER)) {
            return Optional.empty();
        }
        Matcher found = FORM.matcher(text);
        if (!found.matches()) {
            throw new IllegalArgumentException(
                    "expected a time such as 15m, 4h or 2d, from 1m to 4d, or never: " + text);
        }
        long number = Long.parseLong(found.group(1));
        return Optional.of(new EncryptedAfter(
                switch (found.group(2)) {
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> Duration.ofDays(number);
                }));
    }

    /** As it is typed. */
    public static String word(Optional<EncryptedAfter> after) {
        return after.map(EncryptedAfter::toString).orElse(NEVER);
    }

    /** As it is typed: {@code 15m}. */
    @Override
    public String toString() {
        return words(time);
    }

    private static String words(Duration time) {
        if (time.toMinutes() % Duration.ofDays(1).toMinutes() == 0) {
            return time.toDays() + "d";
        }
        return time.toMinutes() % Duration.ofHours(1).toMinutes() == 0 ? time.toHours() + "h" : time.toMinutes() + "m";
    }
}
