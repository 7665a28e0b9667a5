package org.sealpost.policy;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a recovery.
 *
 * @param state in lower case: {@code open}, {@code done}, {@code cancelled}, {@code expired}
 * @param keys how many agents agreed to each key, and how many are needed
 */
public record RecoveryFacts(String state, Instant expiresAt, Instant now, List<Key> keys) {
    public RecoveryFacts {
        keys = List.copyOf(keys);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a recovery is about at least one key");
        }
    }

    /** One key of the account. */
    public record Key(String keyId, int agreed, int needed) {}
}
