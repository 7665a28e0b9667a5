package org.sealpost.pki.door;

import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import org.sealpost.identity.KeyKind;
import org.sealpost.identity.KeyPurpose;
import org.sealpost.pki.KeyPairs;

/** Reads keys that strangers made, before anything is computed with them. */
final class PublicKeys {
    private static final int RSA_LIMIT_BITS = 8192;
    private static final int EXPONENT_LIMIT_BITS = 64;

    private PublicKeys() {}

    /** Refuses keys with which a single check of a signature would take seconds. */
    static PublicKey read(byte[] subjectPublicKeyInfo) {
        PublicKey key = KeyPairs.publicKey(subjectPublicKeyInfo);
        if (key instanceof RSAPublicKey rsa
                && (rsa.getModulus().bitLength() > RSA_LIMIT_BITS
                        || rsa.getPublicExponent().bitLength() > EXPONENT_LIMIT_BITS)) {
            throw new IllegalArgumentException("an RSA key has at most " + RSA_LIMIT_BITS + " bits and an exponent of "
                    + EXPONENT_LIMIT_BITS + " bits");
        }
        return key;
    }

    /** Refuses a key that cannot sign and so cannot prove in a request that its maker holds it (RFC 9935 section 8). */
    static PublicKey readSigning(byte[] subjectPublicKeyInfo) {
        PublicKey key = read(subjectPublicKeyInfo);
        if (KeyKind.find(KeyPairs.algorithm(key))
                .filter(kind -> !kind.can(KeyPurpose.SIGNATURE))
                .isPresent()) {
            throw new IllegalArgumentException("a key of kind " + KeyPairs.algorithm(key)
                    + " cannot sign a request; let the house make such keys: by enrolment, or EST serverkeygen");
        }
        return key;
    }
}
