package org.sealpost.mail;

import java.util.ArrayList;
import java.util.List;

/**
 * The addresses in a From, Sender, To or Cc field, RFC 5322 section 3.4. Reads strictly: a list that could be read in two
 * ways is refused, because what one program shows as the author must be what the house checked.
 */
public final class MailboxList {
    private static final int LIMIT_CHARACTERS = 64 * 1024;

    private final String text;
    private int position;

    private MailboxList(String text) {
        this.text = text;
    }

    /**
     * The addresses in order.
     *
     * @throws IllegalArgumentException if this is no list of mailboxes; a group (undisclosed-recipients) is none
     */
    public static List<MailAddress> parse(String text) {
        if (text.length() > LIMIT_CHARACTERS) {
            throw new IllegalArgumentException("an address list must have at most " + LIMIT_CHARACTERS + " characters");
        }
        return new MailboxList(text).read();
    }

    private List<MailAddress> read() {
        List<MailAddress> found = new ArrayList<>();
        do {
            found.add(mailbox());
        } while (taken(','));
        if (position < text.length()) {
            throw unexpected();
        }
        return found;
    }

    /** Either {@code words <address>} or a bare address. */
    private MailAddress mailbox() {
        StringBuilder words = new StringBuilder();
        boolean spaced = false;
        while (true) {
            boolean blank = skipBlanksAndComments();
            if (position == text.length() || text.charAt(position) == ',') {
                return bare(words, spaced);
            }
            if (text.charAt(position) == '<') {
                return angle();
            }
            spaced |= blank && !words.isEmpty();
            words.append(word());
        }
    }

    private static MailAddress bare(StringBuilder words, boolean spaced) {
        if (spaced) {
            throw new IllegalArgumentException("an address must not hold a blank: " + words);
        }
        return MailAddress.parse(words.toString());
    }

    private MailAddress angle() {
        position++;
        StringBuilder address = new StringBuilder();
        skipBlanksAndComments();
        while (position < text.length() && text.charAt(position) != '>') {
            address.append(word());
            skipBlanksAndComments();
        }
        if (!taken('>')) {
            throw unexpected();
        }
        skipBlanksAndComments();
        if (position < text.length() && text.charAt(position) != ',') {
            throw unexpected();
        }
        return MailAddress.parse(address.toString());
    }

    private String word() {
        int start = position;
        if (text.charAt(position) == '"') {
            return quoted();
        }
        while (position < text.length() && "<>,;:\"()\\[] \t\r\n".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        if (position == start) {
            throw unexpected();
        }
        return text.substring(start, position);
    }

    private String quoted() {
        int start = position++;
        while (position < text.length() && text.charAt(position) != '"') {
            position += text.charAt(position) == '\\' ? 2 : 1;
        }
        if (position >= text.length()) {
            throw new IllegalArgumentException("a quoted word does not end");
        }
        position++;
        return text.substring(start, position);
    }

    private boolean skipBlanksAndComments() {
        int start = position;
        while (position < text.length()) {
            char next = text.charAt(position);
            if (next == '(') {
                skipComment();
            } else if (" \t\r\n".indexOf(next) >= 0) {
                position++;
            } else {
                break;
            }
        }
        return position > start;
    }

    private void skipComment() {
        int depth = 0;
        while (position < text.length()) {
            char next = text.charAt(position);
            position += next == '\\' ? 2 : 1;
            depth += next == '(' ? 1 : next == ')' ? -1 : 0;
            if (depth == 0) {
                return;
            }
        }
        throw new IllegalArgumentException("a comment does not end");
    }

    private boolean taken(char wanted) {
        if (position < text.length() && text.charAt(position) == wanted) {
            position++;
            return true;
        }
        return false;
    }

    private IllegalArgumentException unexpected() {
        String found = position < text.length() ? "'" + text.charAt(position) + "'" : "its end";
        return new IllegalArgumentException("not a list of mailboxes, " + found + " at " + position);
    }
}
