package org.sealpost.policy;

import java.util.Optional;

/**
 * What the sender asked for, message by message; nothing asked means what the organisation does by default.
 *
 * @param sign from the field {@code X-Sealpost-Sign: yes|no}
 * @param encrypt from the field {@code X-Sealpost-Encrypt: yes|no}
 */
public record Wish(Optional<Boolean> sign, Optional<Boolean> encrypt) {
    public static final Wish NONE = new Wish(Optional.empty(), Optional.empty());
}
