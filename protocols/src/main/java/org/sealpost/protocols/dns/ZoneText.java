package org.sealpost.protocols.dns;

import java.util.ArrayList;
import java.util.List;

/** A text as a zone file has it (RFC 1035 section 5.1). */
public final class ZoneText {
    /** RFC 1035 section 3.3: so many characters does one string hold. */
    private static final int STRING_LIMIT = 255;

    private ZoneText() {}

    public static String quoted(String text) {
        List<String> strings = new ArrayList<>();
        for (int from = 0; from < text.length(); from += STRING_LIMIT) {
            String part = text.substring(from, Math.min(text.length(), from + STRING_LIMIT));
            strings.add('"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
        }
        return strings.size() == 1 ? strings.getFirst() : "( " + String.join(" ", strings) + " )";
    }
}
