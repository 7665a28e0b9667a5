package org.sealpost.transport.sieve;

import java.time.DateTimeException;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.JulianFields;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Dates and their parts as tests see them (RFC 5260 section 4). */
final class DateParts {
    private static final List<String> NAMES = List.of(
            "year", "month", "day", "date", "julian", "hour", "minute", "second", "time", "iso8601", "std11", "zone",
            "weekday");
    private static final int FIELD_LIMIT = 1_000;

    private DateParts() {}

    static String checked(String part, Arguments arguments) {
        String name = part.toLowerCase(Locale.ROOT);
        if (!NAMES.contains(name)) {
            throw arguments.fault("knows these parts of dates: " + String.join(", ", NAMES));
        }
        return name;
    }

    /** {@code +0100}. */
    static ZoneOffset zone(String text, Arguments arguments) {
        try {
            return ZoneOffset.of(text);
        } catch (DateTimeException e) {
            throw arguments.fault("expects a zone such as \"+0100\", not \"" + text + "\"");
        }
    }

    /** The date in a field, behind the last semicolon if there is one, as in Received. */
    static Optional<ZonedDateTime> parse(String field) {
        if (field.length() > FIELD_LIMIT) {
            return Optional.empty();
        }
        String text = field.substring(field.lastIndexOf(';') + 1);
        int comment = text.indexOf('(');
        try {
            String bare =
                    (comment < 0 ? text : text.substring(0, comment)).strip().replaceAll("\\s+", " ");
            return Optional.of(ZonedDateTime.parse(bare, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    static String part(ZonedDateTime date, String part) {
        return switch (part) {
            case "year" -> format(date, "uuuu");
            case "month" -> format(date, "MM");
            case "day" -> format(date, "dd");
            case "date" -> format(date, "uuuu-MM-dd");
            case "julian" -> String.valueOf(date.getLong(JulianFields.MODIFIED_JULIAN_DAY));
            case "hour" -> format(date, "HH");
            case "minute" -> format(date, "mm");
            case "second" -> format(date, "ss");
            case "time" -> format(date, "HH:mm:ss");
            case "iso8601" -> format(date, "uuuu-MM-dd'T'HH:mm:ssxxx");
            case "std11" -> format(date, "EEE, dd MMM uuuu HH:mm:ss xx");
            case "zone" -> format(date, "xx");
            default -> String.valueOf(date.getDayOfWeek().getValue() % 7);
        };
    }

    private static String format(ZonedDateTime date, String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ROOT).format(date);
    }
}
