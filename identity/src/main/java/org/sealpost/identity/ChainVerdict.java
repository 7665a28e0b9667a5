package org.sealpost.identity;

import java.time.Instant;

/** Whether a chain of certificates is good for a purpose. */
public sealed interface ChainVerdict {
    record Trusted() implements ChainVerdict {}

    /** Good, but its revocation could not be checked, and that is allowed for this authority. */
    record TrustedUnchecked(String why) implements ChainVerdict {}

    /** Good in all but one thing: nobody can say whether it was revoked, and for this authority somebody must. */
    record RevocationUnavailable(String why) implements ChainVerdict {}

    /**
     * No path to an authority that is trusted.
     *
     * @param issuer the topmost issuer that was reached
     * @param fingerprint of that issuer's certificate if it is at hand, else ""
     */
    record Untrusted(String issuer, String fingerprint, String why) implements ChainVerdict {}

    /** An administrator said that it is never trusted. */
    record Distrusted(String why) implements ChainVerdict {}

    /** Not valid at the time for which it was asked. */
    record OutsideDates(Instant notBefore, Instant notAfter, Instant at) implements ChainVerdict {}

    record Revoked(Instant at, RevocationReason reason) implements ChainVerdict {}

    record Unfit(String why) implements ChainVerdict {}
}
