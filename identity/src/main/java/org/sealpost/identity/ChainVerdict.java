package org.sealpost.identity;

import java.time.Instant;

/** Whether a chain of certificates is good for a purpose. */
public sealed interface ChainVerdict {
    record Trusted() implements ChainVerdict {}

    /** Good, but its revocation could not be checked. */
    record TrustedUnchecked(String why) implements ChainVerdict {}

    record Untrusted(String issuer, String why) implements ChainVerdict {}

    /** Not valid at the time for which it was asked. */
    record OutsideDates(Instant notBefore, Instant notAfter, Instant at) implements ChainVerdict {}

    record Revoked(Instant at, RevocationReason reason) implements ChainVerdict {}

    record Unfit(String why) implements ChainVerdict {}
}
