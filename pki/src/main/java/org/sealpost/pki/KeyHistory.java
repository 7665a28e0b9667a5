package org.sealpost.pki;

import java.util.Set;

/**
 * What the book knows of a key.
 *
 * @param owners to whom certificates over it were issued
 * @param compromised whether one of them was revoked since the key is in the wrong hands
 */
public record KeyHistory(Set<String> owners, boolean compromised) {
    public static final KeyHistory NONE = new KeyHistory(Set.of(), false);

    public KeyHistory {
        owners = Set.copyOf(owners);
    }
}
