package org.sealpost.protection;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the date field of a message (RFC 5322 section 3.3). */
final class MessageDate {
    private static final int LIMIT_CHARACTERS = 200;
    private static final List<String> DAYS = List.of("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun");
    private static final List<String> MONTHS =
            List.of("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec");

    /** What nearly every program writes. */
    private static final Pattern USUAL = Pattern.compile(
            "(?:([A-Z][a-z]{2}), )?(\\d{1,2}) ([A-Z][a-z]{2}) (\\d{4}) (\\d\\d):(\\d\\d):(\\d\\d) ([+-])(\\d\\d)(\\d\\d)");

    private MessageDate() {}

    static Optional<Instant> parse(String field) {
        if (field.length() > LIMIT_CHARACTERS) {
            return Optional.empty();
        }
        String plain = field.indexOf('(') < 0 ? field : field.replaceAll("\\([^)]*\\)", "");
        Matcher usual = USUAL.matcher(plain.strip());
        try {
            return usual.matches() && MONTHS.contains(usual.group(3)) ? usual(usual) : unusual(plain.strip());
        } catch (DateTimeException e) {
            return unusual(plain.strip());
        }
    }

    private static Optional<Instant> usual(Matcher parts) {
        LocalDateTime local = LocalDateTime.of(
                number(parts, 4),
                MONTHS.indexOf(parts.group(3)) + 1,
                number(parts, 2),
                number(parts, 5),
                number(parts, 6),
                number(parts, 7));
        if (parts.group(1) != null
                && DAYS.indexOf(parts.group(1)) + 1 != local.getDayOfWeek().getValue()) {
            return Optional.empty();
        }
        int sign = parts.group(8).equals("-") ? -1 : 1;
        return Optional.of(
                local.toInstant(ZoneOffset.ofHoursMinutes(sign * number(parts, 9), sign * number(parts, 10))));
    }

    private static Optional<Instant> unusual(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int number(Matcher parts, int group) {
        return Integer.parseInt(parts.group(group));
    }
}
