package org.sealpost.mail;

import java.nio.charset.StandardCharsets;

/**
 * One field of a header section with its exact bytes, folding and line end included (RFC 5322 section 2.2).
 *
 * @param name as written, never null; compare with {@link #is}
 */
public record HeaderField(String name, byte[] raw) {
    public boolean is(String other) {
        return name.equalsIgnoreCase(other);
    }

    /** The body of the field, unfolded and trimmed; octets over 127 are read as UTF-8 (RFC 6532). */
    public String value() {
        String text = new String(raw, StandardCharsets.UTF_8);
        int colon = text.indexOf(':');
        return colon < 0 ? "" : unfolded(text, colon + 1).strip();
    }

    /** Without each line end that a blank follows (RFC 5322 section 2.2.3). */
    private static String unfolded(String text, int start) {
        int first = text.indexOf('\n', start);
        if (first < 0 || first == text.length() - 1) {
            return text.substring(start);
        }
        StringBuilder unfolded = new StringBuilder(text.length() - start);
        int from = start;
        for (int end = first; end >= 0; end = text.indexOf('\n', end + 1)) {
            if (end + 1 < text.length() && (text.charAt(end + 1) == ' ' || text.charAt(end + 1) == '\t')) {
                unfolded.append(text, from, end > from && text.charAt(end - 1) == '\r' ? end - 1 : end);
                from = end + 1;
            }
        }
        return unfolded.append(text, from, text.length()).toString();
    }
}
