package org.sealpost.mail;

import java.util.List;
import java.util.Optional;

/**
 * Whether the chain of those who passed a message on is whole (RFC 8617).
 *
 * @param result NONE without a chain; FAIL if it is broken; TEMPERROR if the DNS did not answer about a key
 * @param seals oldest first; those of a chain that is not proved are only what it says. None if it cannot be read
 * @param fault why it is broken, for people; "" if it is not
 */
public record ArcCheck(AuthenticationResult result, List<Seal> seals, String fault) {
    /** Nobody sealed the message. */
    public static final ArcCheck NONE = new ArcCheck(AuthenticationResult.NONE, List.of(), "");

    public ArcCheck {
        seals = List.copyOf(seals);
    }

    /**
     * One who passed the message on.
     *
     * @param sealer the domain that signed
     * @param author the domain of the author that stood for the message when it came there ({@code dmarc=pass}), if the sealer says so
     */
    public record Seal(Domain sealer, Optional<Domain> author) {}
}
