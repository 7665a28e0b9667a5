package org.sealpost.pki;

import java.io.IOException;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.sealpost.mail.Sha256;

/** The short names of keys by which certificates and CRLs find their issuers (RFC 5280 sections 4.2.1.1 and 4.2.1.2). */
final class KeyIdentifiers {
    private static final int BYTES = 20;

    private KeyIdentifiers() {}

    /** The leftmost 160 bits of SHA-256 over the key, RFC 7093 section 2 method 1. */
    static byte[] of(PublicKey key) {
        byte[] bits = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets();
        return Arrays.copyOf(Sha256.of(bits), BYTES);
    }

    /** What the certificate says; an authority that came from elsewhere counted otherwise. */
    static byte[] of(X509Certificate certificate) {
        try {
            X509CertificateHolder holder = new X509CertificateHolder(CertificateAuthority.encoded(certificate));
            SubjectKeyIdentifier told = SubjectKeyIdentifier.fromExtensions(holder.getExtensions());
            return told == null ? of(certificate.getPublicKey()) : told.getKeyIdentifier();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** For what the holder of this certificate signs; nothing but the identifier, as the S/MIME Baseline Requirements want it. */
    static AuthorityKeyIdentifier authority(X509Certificate issuer) {
        return new AuthorityKeyIdentifier(of(issuer));
    }
}
