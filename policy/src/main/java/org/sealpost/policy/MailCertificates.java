package org.sealpost.policy;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateUse;

/** Which of somebody's certificates serves for a message: of those that fit, the newest. */
final class MailCertificates {
    private static final Comparator<CertificateFacts> NEWEST = Comparator.comparing(CertificateFacts::notBefore);
    private static final Comparator<CertificateFacts> POST_QUANTUM =
            Comparator.comparing(one -> KeyStrength.isPostQuantum(one.keyAlgorithm()));

    private static final Comparator<CertificateFacts> BROUGHT =
            Comparator.comparing(one -> one.template().isEmpty());

    private MailCertificates() {}

    /**
     * To which one a message is encrypted. Among ourselves a post-quantum one goes first, since the house itself opens the
     * message; of a recipient outside we do not know that their program knows it. X25519 no mail program of today reads.
     */
    static Optional<CertificateFacts> forEncryption(List<CertificateFacts> certificates, boolean inside, Instant now) {
        return usable(certificates, CertificateUse.ENCRYPT, now)
                .filter(one -> KeyStrength.encrypts(one.keyAlgorithm()))
                .filter(one -> inside || !KeyStrength.isForInside(one.keyAlgorithm()))
                .max((inside ? POST_QUANTUM : POST_QUANTUM.reversed()).thenComparing(NEWEST));
    }

    /** One that would serve if the house knew keys of its kind; to be asked when {@link #forEncryption} found none. */
    static Optional<CertificateFacts> unusable(List<CertificateFacts> certificates, Instant now) {
        return usable(certificates, CertificateUse.ENCRYPT, now).findFirst();
    }

    /**
     * With which one a message is signed: first one that mail programs of today can check; among these one that the person
     * brought along, since that is what it was brought for.
     */
    static Optional<CertificateFacts> forSigning(List<CertificateFacts> certificates, Instant now) {
        return usable(certificates, CertificateUse.SIGN, now)
                .max(POST_QUANTUM.reversed().thenComparing(BROUGHT).thenComparing(NEWEST));
    }

    private static Stream<CertificateFacts> usable(
            List<CertificateFacts> certificates, CertificateUse use, Instant now) {
        return certificates.stream().filter(certificate -> certificate.isUsableFor(use, now));
    }
}
