package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;

/**
 * A token that was given instead of a password (RFC 7628), and what is expected of it.
 *
 * @param signature what came of checking it with the issuer's keys
 * @param said what the token says; empty unless its signature is good, since anybody could have written it otherwise
 * @param asked as whom the client wants to be logged in; "" to be whom the token names
 * @param account the account of the address that the token names
 */
public record TokenLoginFacts(
        Signature signature,
        Expected expected,
        Optional<Said> said,
        String asked,
        Optional<DirectoryEntry.Account> account,
        Instant now) {
    public enum Signature {
        GOOD,
        UNREADABLE,
        /** Also if the issuer has no such key, or the algorithm is none that is taken. */
        NOT_OF_ISSUER
    }

    /** As configured. {@code claim}: under which name the token tells the address. */
    public record Expected(String issuer, String audience, String claim) {}

    /** {@code addressVerified}: what the issuer says about that, if it says anything. */
    public record Said(
            String issuer,
            List<String> audience,
            Optional<Instant> notBefore,
            Optional<Instant> expires,
            Optional<String> address,
            Optional<Boolean> addressVerified) {
        public Said {
            audience = List.copyOf(audience);
        }
    }
}
