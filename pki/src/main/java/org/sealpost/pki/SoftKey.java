package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import org.sealpost.identity.SignatureScheme;

/** A key of an authority that is opened in memory to sign. */
record SoftKey(PrivateKey key, SignatureScheme scheme) implements AuthorityKey {
    @Override
    public byte[] sign(byte[] content) {
        try {
            return SignatureAlgorithms.sign(key, scheme, content);
        } catch (GeneralSecurityException e) {
            throw new AuthorityFailure("the key of the authority does not sign", e);
        }
    }

    @Override
    public String toString() {
        return "a key for " + scheme.word();
    }
}
