package org.sealpost.identity;

import java.time.Instant;

/** What is known about the revocation of a certificate. */
public sealed interface RevocationFinding {
    /**
     * It was looked up and stands.
     *
     * @param source for people: {@code the book of our authority}, {@code the CRL of 2026-11-20}
     */
    record Good(String source) implements RevocationFinding {}

    record Revoked(Instant at, RevocationReason reason, String source) implements RevocationFinding {}

    /** Nobody could be asked, or nobody knew. */
    record NotChecked(String why) implements RevocationFinding {}
}
