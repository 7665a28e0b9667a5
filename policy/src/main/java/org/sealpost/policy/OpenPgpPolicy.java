package org.sealpost.policy;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.OpenPgpMail.Known;

/**
 * Which OpenPGP keys serve for a message: of those that fit, the one with the best voucher, then the newest. Where an
 * administrator took in a key for an address, no key from elsewhere takes its place, even if it has become bad.
 */
final class OpenPgpPolicy {
    /** The best voucher first, as they stand in {@link Vouching}; among equals the newest. */
    private static final Comparator<Known> BEST = Comparator.comparing(Known::vouching)
            .reversed()
            .thenComparing(known -> known.key().created());

    private OpenPgpPolicy() {}

    /** To which key a message is encrypted. */
    static Optional<Known> forEncryption(List<Known> keys, MailAddress recipient, Instant now) {
        boolean pinned = keys.stream().anyMatch(OpenPgpPolicy::isPin);
        return keys.stream()
                .filter(known -> !pinned || isPin(known))
                .filter(known -> known.key().names(recipient))
                .filter(known -> known.key().isUsableFor(CertificateUse.ENCRYPT, now))
                .max(BEST);
    }

    /** A pin that stands in the way of all other keys though nothing can be encrypted to it. */
    static Optional<Known> badPin(List<Known> keys, Instant now) {
        return keys.stream()
                .filter(OpenPgpPolicy::isPin)
                .filter(known -> !known.key().isUsableFor(CertificateUse.ENCRYPT, now))
                .findFirst();
    }

    private static boolean isPin(Known known) {
        return known.vouching() == Vouching.ADMINISTRATOR && known.key().status() != CertificateStatus.WITHDRAWN;
    }

    /** With which key a message is signed: the newest. */
    static Optional<OpenPgpFacts> forSigning(List<OpenPgpFacts> keys, Instant now) {
        return keys.stream()
                .filter(key -> key.isUsableFor(CertificateUse.SIGN, now))
                .max(Comparator.comparing(OpenPgpFacts::created));
    }
}
