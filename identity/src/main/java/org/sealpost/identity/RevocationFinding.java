package org.sealpost.identity;

import java.time.Instant;

/** What is known about the revocation of a path. */
public sealed interface RevocationFinding {
    /** Every certificate of the path was looked up and stands. */
    record Good(String source) implements RevocationFinding {}

    record Revoked(Instant at, RevocationReason reason) implements RevocationFinding {}

    /** Nobody could be asked. */
    record NotChecked(String why) implements RevocationFinding {}
}
