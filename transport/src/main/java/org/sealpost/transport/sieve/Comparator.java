package org.sealpost.transport.sieve;

import java.util.Locale;

/** In which respect two texts are compared (RFC 4790, RFC 5228 section 2.7.3). */
enum Comparator {
    OCTET,
    ASCII_CASEMAP,
    ASCII_NUMERIC;

    static Comparator named(String name, Arguments arguments) {
        Comparator found = switch (name.toLowerCase(Locale.ROOT)) {
            case "i;octet" -> OCTET;
            case "i;ascii-casemap" -> ASCII_CASEMAP;
            case "i;ascii-numeric" -> ASCII_NUMERIC;
            default ->
                throw arguments.fault(
                        "knows the comparators i;octet, i;ascii-casemap and i;ascii-numeric, not \"" + name + "\"");
        };
        if (found == ASCII_NUMERIC) {
            arguments.language().need("comparator-i;ascii-numeric", "i;ascii-numeric", arguments.line());
        }
        return found;
    }

    /** The form in which texts are the same if they are to be taken as the same. */
    String normal(String text) {
        return switch (this) {
            case OCTET -> text;
            case ASCII_CASEMAP -> lower(text);
            case ASCII_NUMERIC -> digits(text);
        };
    }

    int compare(String one, String other) {
        String left = normal(one);
        String right = normal(other);
        if (this == ASCII_NUMERIC && left.length() != right.length()) {
            return Integer.compare(rank(left), rank(right));
        }
        return left.compareTo(right);
    }

    /** What is no number is larger than all numbers (RFC 4790 section 9.1.1). */
    private static int rank(String digits) {
        return digits.isEmpty() ? Integer.MAX_VALUE : digits.length();
    }

    private static String lower(String text) {
        StringBuilder lower = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            lower.append(one >= 'A' && one <= 'Z' ? (char) (one + 32) : one);
        }
        return lower.toString();
    }

    /** The digits at its start without leading zeros; "" if it is no number. */
    private static String digits(String text) {
        int end = 0;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        int start = 0;
        while (start < end - 1 && text.charAt(start) == '0') {
            start++;
        }
        return text.substring(start, end);
    }
}
