package org.sealpost.protocols.imap;

/**
 * Watches how deep a command nests. James reads SEARCH by recursion, so that a line of ten thousand parentheses or NOTs would
 * end the thread's stack.
 */
final class Nesting {
    private static final int DEEPEST = 100;
    private static final int OPERATORS = 250;
    private static final int LONGEST_OPERATOR = 3;

    private final StringBuilder word = new StringBuilder();
    private boolean quoted;
    private boolean escaped;
    private int depth;
    private int operators;

    /** Takes the next octet of the command; false once it nests too deep. */
    boolean take(int octet) {
        if (quoted) {
            quoted = escaped || octet != '"';
            escaped = !escaped && octet == '\\';
        } else {
            takeUnquoted(octet);
        }
        return depth <= DEEPEST && operators <= OPERATORS;
    }

    private void takeUnquoted(int octet) {
        switch (octet) {
            case '(' -> depth++;
            case ')' -> depth--;
            case '"' -> quoted = true;
            default -> {
                if (octet > ' ') {
                    addToWord(octet);
                    return;
                }
            }
        }
        endWord();
    }

    private void addToWord(int octet) {
        if (word.length() <= LONGEST_OPERATOR) {
            word.append((char) octet);
        }
    }

    private void endWord() {
        String ended = word.toString();
        operators += ended.equalsIgnoreCase("NOT") || ended.equalsIgnoreCase("OR") ? 1 : 0;
        word.setLength(0);
    }
}
