package org.sealpost.pki.revocation;

import java.time.Instant;
import java.util.Optional;

/**
 * A CRL and how it came here.
 *
 * @param origin for people: where it was fetched, or who imported it
 * @param manual whether a person brought it
 */
public record KnownCrl(CrlIndex crl, String origin, boolean manual) {
    /** Fresh at this time: whoever made it said that a newer one would be there by its end. */
    boolean isFresh(Instant at) {
        return crl.header().nextUpdate().map(end -> !end.isBefore(at)).orElse(false);
    }

    /** Such as {@code the CRL of 2026-11-20 (number 5), imported by admin anna}. */
    String words() {
        Optional<String> number = crl.header().number().map(value -> " (number " + value + ")");
        return "the CRL of " + crl.header().thisUpdate().toString().substring(0, 10) + number.orElse("") + ", "
                + origin;
    }
}
