package org.sealpost.transport.sieve;

import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.sealpost.mail.EncodedWords;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;

/**
 * What a script may see of a message.
 *
 * @param header as the server reads it
 * @param from the reverse path; "" if there is none
 * @param to the address to which it was sent
 * @param body empty if the text is closed here
 * @param secret whether header and body came encrypted
 * @param folders whether the person has a folder of this name
 */
public record FilterMail(
        HeaderSection header,
        String from,
        String to,
        long sizeBytes,
        Optional<Supplier<Body>> body,
        boolean secret,
        Predicate<String> folders,
        ZonedDateTime now) {
    /**
     * The text of a message, as far as the limits go.
     *
     * @param raw as it lies there, without its header
     * @param parts its text parts, decoded
     */
    public record Body(String raw, List<Part> parts) {
        public Body {
            parts = List.copyOf(parts);
        }
    }

    /** A text part of this media type, in lower case. */
    public record Part(String type, String text) {}

    /** Decoded, of all fields of this name. */
    List<Value> values(String name) {
        return header.all(name).stream()
                .map(HeaderField::value)
                .map(EncodedWords::decode)
                .map(text -> new Value(text, secret))
                .toList();
    }
}
