package org.sealpost.protection;

/** Walks over the body of a structured field: quoted strings are resolved, comments left out (RFC 5322 section 3.2). */
final class FieldScanner {
    private final String text;
    private int at;
    private boolean quoted;
    private int comment;
    private char character;
    private boolean literal;

    FieldScanner(String text) {
        this.text = text;
    }

    /** Goes on to the next character that counts; false at the end. */
    boolean next() {
        while (at < text.length()) {
            character = text.charAt(at++);
            literal = quoted;
            if (character == '\\' && (quoted || comment > 0) && at < text.length()) {
                character = text.charAt(at++);
            } else if (isMark()) {
                continue;
            }
            if (comment == 0) {
                return true;
            }
        }
        return false;
    }

    char character() {
        return character;
    }

    /** Whether the character stood in a quoted string, where nothing separates. */
    boolean isLiteral() {
        return literal;
    }

    private boolean isMark() {
        if (character == '"' && comment == 0) {
            quoted = !quoted;
            return true;
        }
        if (quoted || character != '(' && character != ')') {
            return false;
        }
        comment = Math.max(0, comment + (character == '(' ? 1 : -1));
        return true;
    }
}
