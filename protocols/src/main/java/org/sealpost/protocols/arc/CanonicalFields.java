package org.sealpost.protocols.arc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/** Header fields in the form in which signatures cover them (RFC 6376 section 3.4), octet by octet as Latin-1. */
final class CanonicalFields {
    private static final Pattern FOLD = Pattern.compile("\r?\n(?=[ \t])");
    private static final Pattern BLANKS = Pattern.compile("[ \t]+");
    private static final Pattern EDGES = Pattern.compile("^[ \t\r\n]+|[ \t\r\n]+$");
    /** RFC 6376 section 3.5: the signature covers its own field with nothing behind this tag. */
    private static final Pattern SIGNATURE = Pattern.compile("((?:^[^:]*:|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*");

    private CanonicalFields() {}

    static String text(HeaderField field) {
        return new String(field.raw(), StandardCharsets.ISO_8859_1);
    }

    static String withoutSignature(String field) {
        return SIGNATURE.matcher(field).replaceFirst("$1");
    }

    /** Without a line end. */
    static String of(String field, boolean relaxed) {
        return relaxed ? relaxed(field) : simple(field);
    }

    /** The fields of these names, each with its line end; of a name that stands there several times the last first (RFC 6376 section 5.4.2). */
    static String covered(HeaderSection header, List<String> names, boolean relaxed) {
        Map<String, List<HeaderField>> left = new HashMap<>();
        StringBuilder covered = new StringBuilder();
        for (String name : names) {
            List<HeaderField> fields = left.computeIfAbsent(name, key -> new ArrayList<>(header.all(key)));
            if (!fields.isEmpty()) {
                covered.append(of(text(fields.removeLast()), relaxed)).append("\r\n");
            }
        }
        return covered.toString();
    }

    static String relaxed(String field) {
        int colon = field.indexOf(':');
        String name = trimmed(field.substring(0, colon)).toLowerCase(Locale.ROOT);
        String unfolded = FOLD.matcher(field.substring(colon + 1)).replaceAll("");
        return name + ":" + trimmed(BLANKS.matcher(unfolded).replaceAll(" "));
    }

    /** As it stands, without its line end. */
    private static String simple(String field) {
        int end = field.length();
        while (end > 0 && (field.charAt(end - 1) == '\n' || field.charAt(end - 1) == '\r')) {
            end--;
        }
        return field.substring(0, end);
    }

    private static String trimmed(String text) {
        return EDGES.matcher(text).replaceAll("");
    }
}
