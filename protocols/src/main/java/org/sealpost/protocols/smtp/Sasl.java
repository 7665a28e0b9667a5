package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** Reads name and password from the client, in the two ways in which mail programs give them: PLAIN (RFC 4616) and LOGIN. */
final class Sasl {
    static final String MECHANISMS = "PLAIN LOGIN";
    /** RFC 4954 section 4 allows this much. */
    private static final int RESPONSE_LIMIT_BYTES = 12_288;

    private final Wire wire;

    Sasl(Wire wire) {
        this.wire = wire;
    }

    /** Name and password as given. The password is wiped after use. */
    record Credentials(String name, char[] password) {
        void wipe() {
            Arrays.fill(password, ' ');
        }
    }

    /** Why there are no credentials: with the reply for it. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient Reply reply;

        Broken(int code, String status, String text) {
            super(text);
            this.reply = Reply.of(code, status, text);
        }

        Reply reply() {
            return reply;
        }
    }

    Credentials credentials(String argument) throws IOException, Broken {
        String[] words = argument.split(" +", 2);
        Optional<String> initial = words.length == 2 ? Optional.of(words[1]) : Optional.empty();
        return switch (words[0].toUpperCase(Locale.ROOT)) {
            case "PLAIN" -> plain(initial);
            case "LOGIN" -> login(initial);
            default -> throw new Broken(504, "5.5.4", "use AUTH " + MECHANISMS);
        };
    }

    /** {@code authorization NUL name NUL password}; acting for another account is not offered. */
    private Credentials plain(Optional<String> initial) throws IOException, Broken {
        CharBuffer text = decode(initial.isPresent() ? initial.get() : ask(""));
        try {
            String all = text.toString();
            int first = all.indexOf('\0');
            int second = all.indexOf('\0', first + 1);
            if (first < 0 || second < 0) {
                throw new Broken(501, "5.5.2", "not a PLAIN response");
            }
            String authorization = all.substring(0, first);
            String name = all.substring(first + 1, second);
            if (!authorization.isEmpty() && !authorization.equalsIgnoreCase(name)) {
                throw new Broken(535, "5.7.8", "nobody may act for another account");
            }
            return new Credentials(name, all.substring(second + 1).toCharArray());
        } finally {
            wipe(text);
        }
    }

    private Credentials login(Optional<String> initial) throws IOException, Broken {
        String name = decode(initial.isPresent() ? initial.get() : ask("VXNlcm5hbWU6"))
                .toString();
        CharBuffer text = decode(ask("UGFzc3dvcmQ6"));
        char[] password = new char[text.remaining()];
        text.get(password);
        wipe(text);
        return new Credentials(name, password);
    }

    private String ask(String challenge) throws IOException, Broken {
        wire.send(Reply.plain(334, challenge));
        return switch (wire.readLine(RESPONSE_LIMIT_BYTES)) {
            case Wire.Line.Text(String text) when !text.equals("*") -> text;
            case Wire.Line.Text cancelled -> throw new Broken(501, "5.7.0", "login given up");
            case Wire.Line.TooLong() -> throw new Broken(500, "5.5.6", "the response is too long");
            case Wire.Line.Broken() -> throw new Broken(500, "5.5.2", "lines end with CRLF");
        };
    }

    private static CharBuffer decode(String base64) throws Broken {
        try {
            byte[] bytes =
                    base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            Arrays.fill(bytes, (byte) 0);
            return text;
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Broken(501, "5.5.2", "the response is not base64");
        }
    }

    private static void wipe(CharBuffer text) {
        if (text.hasArray()) {
            Arrays.fill(text.array(), ' ');
        }
    }
}
