package org.sealpost.transport.sieve;

/**
 * One word of a script.
 *
 * @param text of a string what it stands for, of anything else in lower case
 */
record Token(Kind kind, String text, long number, int line) {
    enum Kind {
        IDENTIFIER,
        TAG,
        NUMBER,
        STRING,
        MARK,
        END
    }

    boolean isMark(char mark) {
        return kind == Kind.MARK && text.charAt(0) == mark;
    }

    /** As errors show it. */
    String shown() {
        return switch (kind) {
            case STRING -> "a string";
            case END -> "the end of the script";
            case IDENTIFIER, TAG, NUMBER, MARK -> "'" + text + "'";
        };
    }
}
