package org.sealpost.pki;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.util.Optional;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.mail.Change;

/** Makes and finds the keys of authorities, wherever they lie. */
public final class AuthorityKeys {
    private final KeyArchive archive;

    public AuthorityKeys(KeyArchive archive) {
        this.archive = archive;
    }

    /**
     * A new key.
     *
     * @param keeping what makes it last; to be done before anything that it signed is given away
     */
    public record Made(PublicKey publicKey, AuthorityKey key, Change keeping) {
        public String id() {
            return KeyPairs.id(publicKey);
        }
    }

    /**
     * Makes a key.
     *
     * @param owner as {@link KeyArchive#putting} has it, such as {@code authority issuing}
     */
    public Made make(String owner, KeyKind kind, SignatureScheme scheme) {
        KeyPair pair = KeyPairs.generate(kind.word());
        return new Made(
                pair.getPublic(),
                soft(pair.getPrivate(), scheme),
                archive.putting(KeyPairs.id(pair.getPublic()), owner, pair.getPrivate()));
    }

    /** The key with this name; empty if it is nowhere. */
    public Optional<AuthorityKey> find(String keyId, SignatureScheme scheme) {
        return archive.find(keyId).map(key -> soft(key, scheme));
    }

    /** Whether any key of this owner is here. */
    public boolean holdsKeysOf(String owner) {
        return archive.holdsKeysOf(owner);
    }

    /** A key that somebody brings, or that is held for a while only. */
    public static AuthorityKey soft(PrivateKey key, SignatureScheme scheme) {
        return new SoftKey(key, scheme);
    }
}
