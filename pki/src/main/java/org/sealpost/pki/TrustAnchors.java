package org.sealpost.pki;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** The roots that the organisation trusts besides its own: each for mail, for TLS or for both. */
public interface TrustAnchors {
    /** The place of keyCertSign in the key usage (RFC 5280 section 4.2.1.3). */
    int KEY_CERT_SIGN = 5;

    /**
     * A root.
     *
     * @param source who added it and when, for people
     */
    record Anchor(byte[] certificate, boolean forMail, boolean forTls, String source) {}

    List<Anchor> anchors();

    /**
     * Refuses what is no root: only a certificate that signed itself and may sign others becomes an anchor. An intermediate
     * one that was revoked by its own issuer would stay trusted for good.
     *
     * @throws IllegalArgumentException if it is none, with a text for people
     */
    static void requireRoot(X509Certificate certificate, Instant now) {
        if (certificate.getBasicConstraints() < 0) {
            throw new IllegalArgumentException(
                    "not the certificate of a certification authority (CA): only the root of one can be trusted");
        }
        if (!isSelfSigned(certificate)) {
            throw new IllegalArgumentException("an intermediate authority, issued by "
                    + certificate.getIssuerX500Principal() + ": trust that one's root instead");
        }
        boolean[] usage = certificate.getKeyUsage();
        if (usage != null && !usage[KEY_CERT_SIGN]) {
            throw new IllegalArgumentException("this authority may not sign certificates, by its own key usage");
        }
        if (now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new IllegalArgumentException("this root ended on "
                    + certificate.getNotAfter().toInstant().toString().substring(0, 10));
        }
    }

    private static boolean isSelfSigned(X509Certificate certificate) {
        if (!certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal())) {
            return false;
        }
        try {
            certificate.verify(certificate.getPublicKey());
            return true;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Adds a root, or changes for what a known one is trusted. */
    void trust(Anchor anchor);

    /** False if it was not trusted. */
    boolean distrust(String fingerprint);
}
