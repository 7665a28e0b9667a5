package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.KeyPurpose;

/** Compares kinds of keys, such as {@code RSA-3072} and {@code EC-P256}, by what they can do and their bits of security. */
final class KeyStrength {
    private KeyStrength() {}

    /** Whether a key does all that the template wants and is as strong as the one it names; an unknown kind never is. */
    static boolean suffices(String key, CertificateTemplate template) {
        Optional<KeyKind> kind = KeyKind.find(key);
        return kind.isPresent()
                && template.usage().key().stream().allMatch(kind.get()::can)
                && suffices(kind.get(), template.key().kind());
    }

    /**
     * Bits against a computer of today say nothing about one that breaks RSA and elliptic curves, and a post-quantum key serves
     * nobody whose programs do not know it: neither takes the place of the other.
     */
    private static boolean suffices(KeyKind key, KeyKind wanted) {
        return key.isPostQuantum() == wanted.isPostQuantum() && key.securityBits() >= wanted.securityBits();
    }

    /** Whether the house can encrypt mail to such a key. Keys of others come in more sizes than those that it makes. */
    static boolean encrypts(String key) {
        return key.startsWith("RSA-")
                || KeyKind.find(key)
                        .filter(kind -> kind.can(KeyPurpose.ENCRYPTION))
                        .isPresent();
    }

    /** Whether mail is encrypted to such a key only where the house itself opens it. */
    static boolean isForInside(String key) {
        return key.equalsIgnoreCase(KeyKind.X25519.word());
    }

    static boolean isPostQuantum(String key) {
        return KeyKind.find(key).filter(KeyKind::isPostQuantum).isPresent();
    }
}
