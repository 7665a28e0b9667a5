package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;

/** Whether a certificate that somebody brings can be that of an authority. */
final class AuthorityChecking {
    private static final int KEY_CERT_SIGN = 5;
    private static final int CRL_SIGN = 6;

    private AuthorityChecking() {}

    /** @throws IllegalArgumentException with the reason if it cannot */
    static void requireAuthority(X509Certificate certificate, Instant now) {
        String name = certificate.getSubjectX500Principal().getName();
        boolean[] usage = certificate.getKeyUsage();
        require(certificate.getBasicConstraints() >= 0, name + " is no certification authority (basicConstraints)");
        require(usage == null || usage[KEY_CERT_SIGN], name + " may not sign certificates (keyUsage)");
        require(usage == null || usage[CRL_SIGN], name + " may not sign CRLs (keyUsage)");
        require(
                !certificate.getNotBefore().toInstant().isAfter(now),
                name + " is not valid before " + certificate.getNotBefore().toInstant());
        require(
                certificate.getNotAfter().toInstant().isAfter(now),
                name + " ended on " + certificate.getNotAfter().toInstant());
        if (certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            require(isSigned(certificate, certificate), "the signature of " + name + " is not its own");
        }
    }

    /** Whether the key of the one signed the other. */
    static boolean isSigned(X509Certificate certificate, X509Certificate issuer) {
        try {
            certificate.verify(issuer.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    static void require(boolean met, String otherwise) {
        if (!met) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
