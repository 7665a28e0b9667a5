package org.sealpost.mailbox;

import org.apache.james.mailbox.model.search.MailboxNameExpression;

/**
 * The pattern of a LIST command: {@code *} stands for anything, {@code %} for anything but the hierarchy delimiter (RFC 9051
 * section 6.3.9). Takes time by length of name times length of pattern and never more, whatever a client makes up.
 */
record NamePattern(String pattern, char delimiter) implements MailboxNameExpression {
    private static final int LIMIT = 1_000;

    NamePattern {
        if (pattern.length() > LIMIT) {
            throw new IllegalArgumentException("a folder pattern may have at most " + LIMIT + " characters");
        }
    }

    @Override
    public boolean isExpressionMatch(String name) {
        boolean[] matched = new boolean[name.length() + 1];
        matched[0] = true;
        for (int i = 0; i < pattern.length(); i++) {
            matched = advance(matched, pattern.charAt(i), name);
        }
        return matched[name.length()];
    }

    /** Which starts of the name the pattern matches with one more character, given those without it. */
    private boolean[] advance(boolean[] before, char next, String name) {
        boolean[] after = new boolean[before.length];
        boolean wild = next == '*' || next == '%';
        for (int end = 0; end < before.length; end++) {
            if (wild) {
                boolean grows = end > 0 && after[end - 1] && (next == '*' || name.charAt(end - 1) != delimiter);
                after[end] = before[end] || grows;
            } else {
                after[end] = end > 0 && before[end - 1] && name.charAt(end - 1) == next;
            }
        }
        return after;
    }

    @Override
    public String getCombinedName() {
        return pattern;
    }

    @Override
    public boolean isWild() {
        return pattern.indexOf('*') >= 0 || pattern.indexOf('%') >= 0;
    }

    @Override
    public MailboxNameExpression includeChildren() {
        return new NamePattern(pattern + "*", delimiter);
    }
}
