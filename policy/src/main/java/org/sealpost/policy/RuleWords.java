package org.sealpost.policy;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** Reads the values of conditions: what is wrong is told with what was expected. */
final class RuleWords {
    static final int LIMIT = 512;

    private static final Pattern SIZE = Pattern.compile("([0-9]{1,12}) ?(|b|kb|mb|gb)");
    private static final Pattern MEDIA_TYPE = Pattern.compile("[a-z0-9!#$&^_.+-]+/([a-z0-9!#$&^_.+-]+|\\*)");
    private static final Pattern FIELD_NAME = Pattern.compile("[!-9;-~]{1,76}");
    /** What parts words from each other. */
    static final Pattern NO_WORD = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]+");

    static final int PHRASE_LIMIT = 5;
    static final String CARD_NUMBER = "card-number";
    static final String IBAN = "iban";
    private static final List<String> DETECTORS = List.of(CARD_NUMBER, IBAN);
    private static final List<String> ORIGINS = List.of("submitted", "received");

    private RuleWords() {}

    static String address(String text) {
        try {
            return MailAddress.parse(text).key();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected the address of a group such as legal@example.org: " + text, e);
        }
    }

    static String unit(String text) {
        int slash = text.indexOf('/');
        try {
            Domain domain = new Domain(slash < 0 ? text : text.substring(0, slash));
            String path = slash < 0 ? "" : "/" + new OrganizationalUnit(domain, text.substring(slash + 1)).path();
            return (domain + path).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected a unit such as example.org/Legal: " + text, e);
        }
    }

    static boolean isInside(String unit, String place) {
        return (place + "/").startsWith(unit + "/");
    }

    /** The name of the field in lower case, since names have no case; the rest as it is. */
    static String header(String text) {
        int colon = text.indexOf(':');
        String name = (colon < 0 ? text : text.substring(0, colon)).strip();
        if (!FIELD_NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "expected a header field such as X-Project, X-Project: secret, or X-Mailer: /^CRM/: " + text);
        }
        String rest = colon < 0 ? "" : text.substring(colon + 1).strip();
        return text(name.toLowerCase(Locale.ROOT) + (rest.isEmpty() ? "" : ": " + rest));
    }

    static String text(String text) {
        if (text.isEmpty() || text.length() > LIMIT || text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("expected one line of 1 to " + LIMIT + " characters: " + text);
        }
        return text;
    }

    static String word(String text) {
        return text(text).toLowerCase(Locale.ROOT);
    }

    static String mediaType(String text) {
        String type = text.toLowerCase(Locale.ROOT);
        if (!MEDIA_TYPE.matcher(type).matches()) {
            throw new IllegalArgumentException("expected a media type such as application/pdf or image/*: " + text);
        }
        return type;
    }

    /** Whether it can be compiled is asked by those who search with it. */
    static String expression(String text) {
        return text(text);
    }

    static String size(String text) {
        String size = text.toLowerCase(Locale.ROOT);
        if (!SIZE.matcher(size).matches()) {
            throw new IllegalArgumentException("expected a size such as 500 KB or 10 MB: " + text);
        }
        return size.toUpperCase(Locale.ROOT);
    }

    static long bytes(String size) {
        Matcher matcher = SIZE.matcher(size.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalStateException("was checked before: " + size);
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "kb" -> count << 10;
            case "mb" -> count << 20;
            case "gb" -> count << 30;
            default -> count;
        };
    }

    /** An entry of a dictionary: its words in lower case, one blank between them. */
    static String dictionary(String text) {
        List<String> words = Arrays.stream(NO_WORD.split(text(text).toLowerCase(Locale.ROOT), -1))
                .filter(word -> !word.isEmpty())
                .toList();
        if (words.isEmpty() || words.size() > PHRASE_LIMIT) {
            throw new IllegalArgumentException("expected 1 to " + PHRASE_LIMIT + " words: " + text);
        }
        return String.join(" ", words);
    }

    static String detector(String text) {
        String detector = text.toLowerCase(Locale.ROOT);
        if (!DETECTORS.contains(detector)) {
            throw new IllegalArgumentException("expected one of " + String.join(", ", DETECTORS) + ": " + text);
        }
        return detector;
    }

    static String origin(String text) {
        String origin = text.toLowerCase(Locale.ROOT);
        if (!ORIGINS.contains(origin)) {
            throw new IllegalArgumentException("expected submitted or received: " + text);
        }
        return origin;
    }
}
