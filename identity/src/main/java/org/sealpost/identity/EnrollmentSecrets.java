package org.sealpost.identity;

import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Change;

/** Keeps the secrets of devices that are to enrol. */
public interface EnrollmentSecrets {
    /** Adds a secret, and forgets those that ended before this time. */
    Change putting(EnrollmentSecret secret, Instant now);

    Optional<EnrollmentSecret> find(String reference);

    /** Uses a secret for a key, once and for all; false if it was used for another one or is not there. */
    boolean use(String reference, String keyId);
}
