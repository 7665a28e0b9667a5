package org.sealpost.protocols.sasl;

import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import org.sealpost.protocols.sasl.Exchange.Step;

/** Carries an exchange over lines of base64, as text protocols do (RFC 4422 section 4). */
public final class Dialogue {
    private Dialogue() {}

    /** Sends a challenge, in base64, and reads the line that answers it. */
    public interface Line {
        String after(String challenge) throws IOException;
    }

    /** Goes on until it is decided; what comes back is no challenge. A client gives up with an asterisk. */
    public static Step decide(Exchange exchange, Optional<String> initial, Line line) throws IOException {
        String text = initial.isPresent() ? initial.get() : line.after("");
        while (true) {
            Optional<byte[]> word = word(text);
            if (word.isEmpty()) {
                return new Step.Malformed(text.equals("*") ? "login given up" : "not base64");
            }
            Step step = exchange.answer(word.get());
            if (!(step instanceof Step.Challenge(byte[] words))) {
                return step;
            }
            text = line.after(Base64.getEncoder().encodeToString(words));
        }
    }

    /** Why this way of logging in failed, as far as a client may know. */
    public static String refusal(String mechanism) {
        return mechanism.equalsIgnoreCase(ExternalExchange.NAME)
                ? "nobody of that name logs in here with the certificate that was shown"
                : "wrong name or password";
    }

    /** An equals sign alone is a word of no bytes (RFC 4954 section 4, RFC 4959 section 3). */
    public static Optional<byte[]> word(String base64) {
        try {
            String text = base64.strip();
            return Optional.of(
                    text.equals("=") ? new byte[0] : Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
