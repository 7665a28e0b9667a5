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
        String body = colon < 0 ? "" : text.substring(colon + 1);
        return body.replaceAll("\r?\n(?=[ \t])", "").strip();
    }
}
