package org.sealpost.app.cli;

import java.util.ArrayList;
import java.util.List;
import org.sealpost.identity.DomainKey;

/** A record as a line of a zone file (RFC 1035 section 5.1). */
final class ZoneLine {
    /** RFC 1035 section 3.3: so many characters does one string hold. */
    private static final int STRING_LIMIT = 255;

    private ZoneLine() {}

    static String of(DomainKey key) {
        List<String> strings = new ArrayList<>();
        String text = key.recordText();
        for (int from = 0; from < text.length(); from += STRING_LIMIT) {
            strings.add('"' + text.substring(from, Math.min(text.length(), from + STRING_LIMIT)) + '"');
        }
        return key.recordName() + ". IN TXT "
                + (strings.size() == 1 ? strings.getFirst() : "( " + String.join(" ", strings) + " )");
    }
}
