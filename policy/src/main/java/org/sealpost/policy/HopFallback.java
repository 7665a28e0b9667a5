package org.sealpost.policy;

import java.time.Duration;
import java.util.Optional;
import org.sealpost.identity.EncryptedAfter;

/**
 * Which demands an administrator lets go for mail that is encrypted to its recipient and has waited long enough.
 *
 * @param partner when what was agreed with the partner yields; empty for never
 * @param wish when the administrator's own demand yields; empty for never
 * @param waited how long a message waits that is so encrypted; empty for any other
 */
public record HopFallback(Optional<EncryptedAfter> partner, Optional<EncryptedAfter> wish, Optional<Duration> waited) {
    /** Nothing ever yields. */
    public static final HopFallback NEVER = new HopFallback(Optional.empty(), Optional.empty(), Optional.empty());

    /** For an encrypted message that waits for so long. */
    HopFallback waiting(Duration time) {
        return new HopFallback(partner, wish, Optional.of(time));
    }

    boolean yields(Optional<EncryptedAfter> demand) {
        return demand.isPresent()
                && waited.filter(time -> time.compareTo(demand.get().time()) >= 0)
                        .isPresent();
    }
}
