package org.sealpost.pki;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.pki.path.PathCertificate;
import org.sealpost.pki.path.Signatures;
import org.sealpost.pki.path.TrustGrant;

/** Whom the organisation trusts besides its own authority, within which limits, and whom it never trusts. */
public interface TrustAnchors {
    /**
     * An authority of others that is trusted.
     *
     * @param source who added it and when, for people
     */
    record Anchor(byte[] certificate, TrustGrant grant, String source) {
        public Anchor(byte[] certificate, boolean forMail, boolean forTls, String source) {
            this(certificate, TrustGrant.whole(forMail, forTls), source);
        }
    }

    /** A certificate that helps to build paths and is not trusted by itself. */
    record Intermediate(byte[] certificate, String source) {}

    /** What is never trusted: a certificate or a key, by its SHA-256 fingerprint. */
    record Distrusted(Kind kind, String fingerprint, String reason, String source, Instant since) {
        /** Whether it is one certificate, or every certificate of a key. */
        public enum Kind {
            CERTIFICATE,
            KEY
        }
    }

    List<Anchor> anchors();

    /** Adds an authority, or changes for what a known one is trusted. */
    void trust(Anchor anchor);

    /** False if it was not trusted. */
    boolean remove(String fingerprint);

    List<Intermediate> intermediates();

    void addIntermediate(Intermediate intermediate);

    boolean removeIntermediate(String fingerprint);

    List<Distrusted> distrusted();

    void distrust(Distrusted distrusted);

    /** False if it was not on the list. */
    boolean pardon(String fingerprint);

    /**
     * Refuses what is no root: only a certificate that signed itself and may sign others becomes an anchor. An intermediate
     * one that was revoked by its own issuer would stay trusted for good.
     *
     * @throws IllegalArgumentException if it is none, with a text for people
     */
    static void requireRoot(byte[] der, Instant now) {
        PathCertificate certificate;
        try {
            certificate = PathCertificate.of(der);
        } catch (MalformedCertificate e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
        rootFault(certificate, now).ifPresent(fault -> {
            throw new IllegalArgumentException(fault);
        });
    }

    /** Why a certificate cannot be trusted as a root, for people. */
    static Optional<String> rootFault(PathCertificate certificate, Instant now) {
        if (!certificate.isAuthority()) {
            return Optional.of(
                    "not the certificate of a certification authority (CA): only the root of one can be trusted");
        }
        if (!Signatures.isSelfSigned(certificate)) {
            return Optional.of("an intermediate authority, issued by " + certificate.issuerName()
                    + ": trust that one's root instead");
        }
        if (!certificate.mayBeUsedFor(KeyUsage.keyCertSign)) {
            return Optional.of("this authority may not sign certificates, by its own key usage");
        }
        return now.isAfter(certificate.notAfter())
                ? Optional.of("this root ended on "
                        + certificate.notAfter().toString().substring(0, 10))
                : Optional.empty();
    }
}
