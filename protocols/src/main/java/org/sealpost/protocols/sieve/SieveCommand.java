package org.sealpost.protocols.sieve;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One command of a client (RFC 5804 section 4).
 *
 * @param name in upper case
 * @param arguments strings and numbers as they stand for
 */
record SieveCommand(String name, List<String> arguments) {
    private static final int ARGUMENTS_LIMIT = 5;
    private static final int WORD_LIMIT_BYTES = 16 * 1024;

    SieveCommand {
        arguments = List.copyOf(arguments);
    }

    /** What a client sent is no command; it is answered NO. The line was read to its end. */
    static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        Malformed(String message) {
            super(message);
        }
    }

    /**
     * Reads up to the end of the line.
     *
     * @param literalLimitBytes a longer one ends the session
     */
    static SieveCommand read(InputStream in, int literalLimitBytes) throws IOException, Malformed {
        List<String> words = new Reader(in, literalLimitBytes).words();
        if (words.isEmpty()) {
            throw new Malformed("expected a command");
        }
        return new SieveCommand(words.getFirst().toUpperCase(Locale.ROOT), words.subList(1, words.size()));
    }

    /** Reads what a client answers to a challenge: one string in a line. */
    static String readString(InputStream in) throws IOException, Malformed {
        List<String> words = new Reader(in, WORD_LIMIT_BYTES).words();
        if (words.size() != 1) {
            throw new Malformed("expected one string");
        }
        return words.getFirst();
    }

    private static final class Reader {
        private final InputStream in;
        private final int literalLimitBytes;
        private final List<String> words = new ArrayList<>();
        private String fault = "";

        Reader(InputStream in, int literalLimitBytes) {
            this.in = in;
            this.literalLimitBytes = literalLimitBytes;
        }

        List<String> words() throws IOException, Malformed {
            int next = next();
            while (next != '\n') {
                next = switch (next) {
                    case ' ', '\r' -> next();
                    case '"' -> quoted();
                    case '{' -> literal();
                    default -> atom(next);
                };
                if (words.size() > ARGUMENTS_LIMIT) {
                    throw new IOException("too many words in a line");
                }
            }
            if (!fault.isEmpty()) {
                throw new Malformed(fault);
            }
            return words;
        }

        private int atom(int first) throws IOException {
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            int one = first;
            while (one != ' ' && one != '\r' && one != '\n') {
                add(word, one);
                one = next();
            }
            words.add(word.toString(StandardCharsets.UTF_8));
            return one;
        }

        private int quoted() throws IOException {
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            int one = next();
            while (one != '"') {
                if (one == '\r' || one == '\n') {
                    fault = "a quoted string ends in its line";
                    return one;
                }
                add(word, one == '\\' ? next() : one);
                one = next();
            }
            words.add(word.toString(StandardCharsets.UTF_8));
            return next();
        }

        /** {@code {12+}}, a line end, and so many octets; {@code {12}} is taken for the same. */
        private int literal() throws IOException {
            ByteArrayOutputStream digits = new ByteArrayOutputStream();
            int one = next();
            while (one != '\n') {
                add(digits, one);
                one = next();
            }
            String size = digits.toString(StandardCharsets.US_ASCII).strip();
            if (!size.matches("[0-9]{1,9}\\+?}")) {
                fault = "expected a literal such as {12+}";
                return '\n';
            }
            int length = Integer.parseInt(size.replaceAll("\\D", ""));
            if (length > literalLimitBytes) {
                throw new IOException("a literal has at most " + literalLimitBytes + " octets: " + length);
            }
            byte[] bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new EOFException("the client has gone");
            }
            words.add(new String(bytes, StandardCharsets.UTF_8));
            return next();
        }

        private static void add(ByteArrayOutputStream word, int one) throws IOException {
            if (word.size() >= WORD_LIMIT_BYTES) {
                throw new IOException("a word has at most " + WORD_LIMIT_BYTES + " octets");
            }
            word.write(one);
        }

        private int next() throws IOException {
            int one = in.read();
            if (one < 0) {
                throw new EOFException("the client has gone");
            }
            return one;
        }
    }
}
