package org.sealpost.pki;

import java.security.PrivateKey;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.Change;

/**
 * Where private keys lie, closed. A key that was put is on disk when the change is made, and is never removed, but for one
 * that somebody has elsewhere.
 */
public interface KeyArchive {
    /**
     * Keeps a key.
     *
     * @param keyId SHA-256 of the public key (SubjectPublicKeyInfo), lower-case hex
     * @param owner an account's address, or a part of the house such as {@code authority issuing}
     */
    Change putting(String keyId, String owner, PrivateKey key);

    /**
     * Keeps a key and closes it to recovery agents, all or nothing.
     *
     * @param need how many of them open it together
     * @param agents fingerprints of their certificates
     * @throws AuthorityFailure if one of them is no recovery agent any more
     */
    Change putting(String keyId, String owner, PrivateKey key, int need, List<String> agents);

    default void put(String keyId, String owner, PrivateKey key) {
        putting(keyId, owner, key).makeNow();
    }

    /** Takes away a key for good: that of an authority which is kept elsewhere, or one that a person brought and has, too. */
    Change removing(String keyId);

    Optional<PrivateKey> find(String keyId);

    /** The keys of authorities, which may lie elsewhere than here. */
    default AuthorityKeys authorityKeys() {
        return new AuthorityKeys(this);
    }

    /** Whether this key is here, under whatever lids. */
    boolean holds(String keyId);

    /** All owners of keys whose names start so. */
    Set<String> owners(String start);

    /** Whether any key of this owner is here. */
    boolean holdsKeysOf(String owner);
}
