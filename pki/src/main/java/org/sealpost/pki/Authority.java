package org.sealpost.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.operator.ContentSigner;
import org.sealpost.identity.Fingerprint;
import org.sealpost.identity.SignatureScheme;

/** A certificate with its private key, able to sign: the root, the issuing authority or the OCSP responder. */
final class Authority {
    private final String name;
    private final X509Certificate certificate;
    private final AuthorityKey key;
    private final X500Name subject;
    private final String fingerprint;
    private final AuthorityKeyIdentifier keyIdentifier;

    Authority(String name, X509Certificate certificate, AuthorityKey key) {
        this.name = name;
        this.certificate = certificate;
        this.key = key;
        this.subject =
                X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        this.fingerprint = Fingerprint.of(CertificateAuthority.encoded(certificate));
        this.keyIdentifier = KeyIdentifiers.authority(certificate);
    }

    /** One with a key in memory that signs as keys of its kind usually do. */
    static Authority usual(String name, X509Certificate certificate, PrivateKey key) {
        SignatureScheme scheme = SignatureScheme.usual(KeyPairs.kind(certificate.getPublicKey()));
        return new Authority(name, certificate, new SoftKey(key, scheme));
    }

    String name() {
        return name;
    }

    X509Certificate certificate() {
        return certificate;
    }

    AuthorityKey key() {
        return key;
    }

    X500Name subject() {
        return subject;
    }

    /** SHA-256 of the certificate. */
    String fingerprint() {
        return fingerprint;
    }

    /** What it signs names it so. */
    AuthorityKeyIdentifier keyIdentifier() {
        return keyIdentifier;
    }

    AlgorithmIdentifier algorithm() {
        return key.algorithm();
    }

    byte[] sign(byte[] content) {
        return key.sign(content);
    }

    /** For Bouncy Castle's builders of CRLs and OCSP answers. */
    ContentSigner signer() {
        return key.signer();
    }
}
