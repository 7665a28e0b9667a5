package org.sealpost.pki;

import java.security.PublicKey;
import org.sealpost.identity.SignatureScheme;
import org.sealpost.pki.pkcs11.Token;

/**
 * A key of an authority that lies in a token.
 *
 * @param label of the key there
 */
record TokenKey(Token token, String label, PublicKey publicKey, SignatureScheme scheme) implements AuthorityKey {
    @Override
    public byte[] sign(byte[] content) {
        return token.sign(label, publicKey, scheme, content);
    }

    /** By what is known of it: a token that is away must not keep the mail from starting, and probes each key itself. */
    @Override
    public boolean fits(PublicKey other) {
        return publicKey.equals(other);
    }

    @Override
    public String toString() {
        return "the key " + label + " in the token " + token.label();
    }
}
