package org.sealpost.mail;

import java.util.Locale;

/**
 * A mailbox, {@code local-part@domain} (RFC 5321 section 4.1.2; RFC 6531 for letters beyond ASCII). The local part keeps its
 * case; the domain has none.
 */
public record MailAddress(String localPart, Domain domain) {
    private static final int LOCAL_PART_LIMIT = 64;

    public MailAddress {
        if (localPart.isEmpty() || localPart.length() > LOCAL_PART_LIMIT) {
            throw new IllegalArgumentException("local part must have 1 to 64 characters: " + localPart);
        }
        for (int i = 0; i < localPart.length(); i++) {
            if (localPart.charAt(i) < ' ' || localPart.charAt(i) == 127) {
                throw new IllegalArgumentException("control character in local part");
            }
        }
    }

    public static MailAddress parse(String text) {
        int at = text.lastIndexOf('@');
        if (at < 0) {
            throw new IllegalArgumentException("no @ in mail address: " + text);
        }
        return new MailAddress(text.substring(0, at), new Domain(text.substring(at + 1)));
    }

    /** The form in which the house compares its own addresses: no case anywhere. */
    public String key() {
        return toString().toLowerCase(Locale.ROOT);
    }

    public boolean isSameMailbox(MailAddress other) {
        return key().equals(other.key());
    }

    @Override
    public String toString() {
        return localPart + "@" + domain;
    }
}
