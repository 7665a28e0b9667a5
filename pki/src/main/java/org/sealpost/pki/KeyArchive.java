package org.sealpost.pki;

import java.security.PrivateKey;
import java.util.Optional;

/** Where private keys lie, closed. A key that was put is on disk when the call returns, and is never removed. */
public interface KeyArchive {
    /**
     * Keeps a key.
     *
     * @param keyId SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex
     * @param owner an account's address, or a part of the house such as {@code authority issuing}
     */
    void put(String keyId, String owner, PrivateKey key);

    Optional<PrivateKey> find(String keyId);

    /** Whether any key of this owner is here. */
    boolean holdsKeysOf(String owner);
}
