package org.sealpost.pki;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.security.PublicKey;
import java.security.SecureRandom;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.sealpost.identity.SignatureScheme;

/** What an authority signs with: a key that lies sealed in the database, or one in a token that it never leaves. */
public sealed interface AuthorityKey permits SoftKey, TokenKey {
    SignatureScheme scheme();

    /**
     * The signature over these bytes, encoded as it stands in a certificate.
     *
     * @throws AuthorityFailure if the key cannot be used now
     */
    byte[] sign(byte[] content);

    /** As it stands in what is signed. */
    default AlgorithmIdentifier algorithm() {
        return SignatureAlgorithms.identifier(scheme());
    }

    /** Whether it is the other half of a public key, found out by a probe signature. */
    default boolean fits(PublicKey other) {
        byte[] probe = new byte[32];
        new SecureRandom().nextBytes(probe);
        return AuthorityKeys.verifies(other, scheme(), probe, sign(probe));
    }

    /** For Bouncy Castle's builders. */
    default ContentSigner signer() {
        AuthorityKey key = this;
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        return new ContentSigner() {
            @Override
            public AlgorithmIdentifier getAlgorithmIdentifier() {
                return key.algorithm();
            }

            @Override
            public OutputStream getOutputStream() {
                return content;
            }

            @Override
            public byte[] getSignature() {
                return key.sign(content.toByteArray());
            }
        };
    }
}
