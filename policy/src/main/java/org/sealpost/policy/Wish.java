package org.sealpost.policy;

import java.util.Optional;

/**
 * What the sender asked for, message by message; nothing asked means what the organisation does by default.
 *
 * @param sign from the field {@code X-Sealpost-Sign: yes|no}
 * @param encrypt from the field {@code X-Sealpost-Encrypt: yes|no}
 * @param answersSealed whether the message answers one that came encrypted, which asks for as much by itself
 */
public record Wish(Optional<Boolean> sign, Optional<Boolean> encrypt, boolean answersSealed) {
    public static final Wish NONE = new Wish(Optional.empty(), Optional.empty());

    /** Of a message that answers nothing. */
    public Wish(Optional<Boolean> sign, Optional<Boolean> encrypt) {
        this(sign, encrypt, false);
    }

    /** Of an answer to a message that came encrypted. */
    public Wish answeringSealed() {
        return new Wish(sign, encrypt, true);
    }
}
