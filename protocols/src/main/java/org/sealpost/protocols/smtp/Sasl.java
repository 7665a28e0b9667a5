package org.sealpost.protocols.smtp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.protocols.LoggedIn;
import org.sealpost.protocols.sasl.Exchange;

/**
 * Speaks SASL with the client as RFC 4954 has it, and reads name and password in the two ways in which mail programs give
 * them: PLAIN (RFC 4616) and LOGIN.
 */
final class Sasl {
    static final String PLAIN = "PLAIN";
    static final String LOGIN = "LOGIN";
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

    /** Goes through an exchange to its end; empty if what was shown is not good. */
    Optional<LoggedIn> converse(Exchange exchange, Optional<String> initial) throws IOException, Broken {
        byte[] word = bytes(initial.isPresent() ? initial.get() : ask(""));
        while (true) {
            switch (exchange.answer(word)) {
                case Exchange.Step.Challenge(byte[] words) ->
                    word = bytes(ask(Base64.getEncoder().encodeToString(words)));
                case Exchange.Step.Done(LoggedIn account) -> {
                    return Optional.of(account);
                }
                case Exchange.Step.Refused() -> {
                    return Optional.empty();
                }
                case Exchange.Step.Malformed(String why) -> throw new Broken(501, "5.5.2", why);
            }
        }
    }

    /** {@code authorization NUL name NUL password}; acting for another account is not offered. */
    Credentials plain(Optional<String> initial) throws IOException, Broken {
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

    Credentials login(Optional<String> initial) throws IOException, Broken {
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
        byte[] bytes = bytes(base64);
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
        } catch (CharacterCodingException e) {
            throw notBase64();
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] bytes(String base64) throws Broken {
        try {
            return base64.equals("=") ? new byte[0] : Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw notBase64();
        }
    }

    private static Broken notBase64() {
        return new Broken(501, "5.5.2", "the response is not base64");
    }

    private static void wipe(CharBuffer text) {
        if (text.hasArray()) {
            Arrays.fill(text.array(), ' ');
        }
    }
}
