package org.sealpost.pki;

import java.io.IOException;
import java.util.List;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/** The one certificate that no authority signs: the root's own. Checked like all others, against itself. */
record SelfSigned(X509v3CertificateBuilder builder, AuthorityKey key) {
    byte[] sign() {
        X509CertificateHolder made = builder.build(key.signer());
        try {
            byte[] der = made.getEncoded();
            Prepared.refuse(CertificateLint.faults(
                    made,
                    CertificateLint.Kind.AUTHORITY,
                    CertificateLint.Context.of(CertificateAuthority.certificate(der), List.of())));
            return der;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
