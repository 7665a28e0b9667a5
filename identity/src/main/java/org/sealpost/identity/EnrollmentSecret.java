package org.sealpost.identity;

import java.time.Instant;
import java.util.Optional;

/**
 * Lets a device without an account ask once for a certificate in somebody's name: one secret certifies one key.
 *
 * @param reference by which the device names the secret; no secret itself
 * @param owner for whom: an account's address in lower case or a computer's name
 * @param secret as the device has it: both sides compute with it, so a hash would not do
 * @param key id of the key for which it was used, if it was
 */
public record EnrollmentSecret(
        String reference, String owner, String template, String secret, Instant expires, Optional<String> key) {
    /** Whether it still lets ask, for this key. */
    public boolean isFor(String keyId) {
        return key.isEmpty() || key.get().equals(keyId);
    }

    @Override
    public String toString() {
        return "secret " + reference + " of " + owner + " for " + template + " until " + expires;
    }
}
