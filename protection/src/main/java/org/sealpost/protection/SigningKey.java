package org.sealpost.protection;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * All that is needed to sign for somebody.
 *
 * @param chain the certificates between the signer's and the root, the root left out
 * @param encryptionCertificate with which answers should be encrypted; often the same
 * @param readsAuthenticated whether answers may come under AES-256-GCM, because the house opens them
 */
public record SigningKey(
        PrivateKey key,
        X509Certificate certificate,
        List<X509Certificate> chain,
        X509Certificate encryptionCertificate,
        boolean readsAuthenticated) {
    public SigningKey {
        chain = List.copyOf(chain);
    }
}
