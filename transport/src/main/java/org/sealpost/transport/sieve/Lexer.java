package org.sealpost.transport.sieve;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sealpost.transport.sieve.Token.Kind;

/** Takes a script apart into words (RFC 5228 section 8.1). */
final class Lexer {
    private static final int TOKENS_LIMIT = 20_000;

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int line = 1;

    private Lexer(String text) {
        this.text = text;
    }

    /** The words, the last of them the end. */
    static List<Token> tokens(String text) {
        return new Lexer(text).read();
    }

    private List<Token> read() {
        while (true) {
            skipBlanks();
            if (at == text.length()) {
                tokens.add(new Token(Kind.END, "", 0, line));
                return tokens;
            }
            tokens.add(next());
            if (tokens.size() > TOKENS_LIMIT) {
                throw new ScriptFault(line, "a script has at most " + TOKENS_LIMIT + " words");
            }
        }
    }

    private Token next() {
        char one = text.charAt(at);
        int begun = line;
        if (one == '"') {
            return new Token(Kind.STRING, quoted(), 0, begun);
        }
        if (one == ':') {
            at++;
            return new Token(Kind.TAG, ":" + word("a tag behind ':'"), 0, begun);
        }
        if (isDigit(one)) {
            return number();
        }
        if ("()[]{},;".indexOf(one) >= 0) {
            at++;
            return new Token(Kind.MARK, String.valueOf(one), 0, begun);
        }
        String word = word("a command, a string or a number");
        if (word.equals("text") && at < text.length() && text.charAt(at) == ':') {
            at++;
            return new Token(Kind.STRING, multiLine(), 0, begun);
        }
        return new Token(Kind.IDENTIFIER, word, 0, begun);
    }

    private String word(String expected) {
        int start = at;
        while (at < text.length() && isWord(text.charAt(at), at > start)) {
            at++;
        }
        if (at == start) {
            String found = at < text.length() ? "'" + text.charAt(at) + "'" : "the end";
            throw new ScriptFault(line, "expected " + expected + ", found " + found);
        }
        return text.substring(start, at).toLowerCase(Locale.ROOT);
    }

    private static boolean isWord(char one, boolean inside) {
        return one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one == '_' || inside && isDigit(one);
    }

    private static boolean isDigit(char one) {
        return one >= '0' && one <= '9';
    }

    /** With K, M or G behind it in units of 1024 (section 2.4.1). */
    private Token number() {
        int start = at;
        long value = 0;
        while (at < text.length() && isDigit(text.charAt(at))) {
            value = checked(value * 10 + (text.charAt(at++) - '0'));
        }
        if (at < text.length()) {
            int power = "KMG".indexOf(Character.toUpperCase(text.charAt(at)));
            for (int i = 0; i <= power; i++) {
                value = checked(value * 1024);
            }
            at += power >= 0 ? 1 : 0;
        }
        return new Token(Kind.NUMBER, text.substring(start, at), value, line);
    }

    private long checked(long value) {
        if (value > Integer.MAX_VALUE) {
            throw new ScriptFault(line, "a number is at most " + Integer.MAX_VALUE);
        }
        return value;
    }

    private String quoted() {
        int begun = line;
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length() && text.charAt(at) != '"') {
            if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                at++;
            }
            char one = text.charAt(at++);
            line += one == '\n' ? 1 : 0;
            value.append(one);
        }
        if (at >= text.length()) {
            throw new ScriptFault(begun, "the string that begins here does not end");
        }
        at++;
        return value.toString();
    }

    /** Section 2.4.2: up to a line with nothing but a point; a point in front of others is doubled. */
    private String multiLine() {
        int begun = line;
        String first = restOfLine().strip();
        if (!first.isEmpty() && !first.startsWith("#")) {
            throw new ScriptFault(begun, "behind 'text:' the line ends; the text begins in the next one");
        }
        StringBuilder value = new StringBuilder();
        while (at < text.length()) {
            String one = restOfLine();
            if (one.equals(".")) {
                return value.toString();
            }
            value.append(one.startsWith(".") ? one.substring(1) : one).append("\r\n");
        }
        throw new ScriptFault(begun, "the text that begins here does not end: a line with nothing but '.' ends it");
    }

    private String restOfLine() {
        int end = text.indexOf('\n', at);
        String one = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        line += end < 0 ? 0 : 1;
        return one.endsWith("\r") ? one.substring(0, one.length() - 1) : one;
    }

    private void skipBlanks() {
        while (at < text.length()) {
            char one = text.charAt(at);
            if (one == '#') {
                restOfLine();
            } else if (text.startsWith("/*", at)) {
                skipComment();
            } else if (" \t\r\n".indexOf(one) >= 0) {
                line += one == '\n' ? 1 : 0;
                at++;
            } else {
                return;
            }
        }
    }

    private void skipComment() {
        int end = text.indexOf("*/", at + 2);
        if (end < 0) {
            throw new ScriptFault(line, "the comment that begins here does not end");
        }
        line += (int) text.substring(at, end).chars().filter(one -> one == '\n').count();
        at = end + 2;
    }
}
