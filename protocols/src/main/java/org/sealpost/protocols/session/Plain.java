package org.sealpost.protocols.session;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A name and a password as SASL PLAIN brings them (RFC 4616). */
public record Plain(String name, char[] password) {
    /** Reads the Base64 text of {@link #of}. */
    public static Optional<Plain> parse(String base64) {
        try {
            return of(Base64.getDecoder().decode(base64.strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Reads who to act as, who it is, the password. Nobody may act as somebody else. Some clients leave out who to act as
     * together with its separator.
     */
    public static Optional<Plain> of(byte[] word) {
        List<String> parts = List.of(new String(word, StandardCharsets.UTF_8).split("\0", -1));
        return switch (parts.size()) {
            case 2 -> Optional.of(new Plain(parts.get(0), parts.get(1).toCharArray()));
            case 3 ->
                parts.get(0).isEmpty() || parts.get(0).equals(parts.get(1))
                        ? Optional.of(new Plain(parts.get(1), parts.get(2).toCharArray()))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }
}
