package org.sealpost.policy;

import static org.sealpost.policy.HarvestRule.CAPABILITIES_RENEWED;
import static org.sealpost.policy.HarvestRule.CERTIFICATE_LEARNED;
import static org.sealpost.policy.HarvestRule.ISSUER_HAS_CHANGED;
import static org.sealpost.policy.HarvestRule.NOTHING_LEARNED;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.policy.HarvestFacts.Known;
import org.sealpost.policy.HarvestFacts.Offer;

/**
 * Decides whether the house learns a certificate, or what a program reads, from a signed message: only from a good signature of
 * somebody outside, only from a newer one than before, and never against the signer's own clock or ours.
 */
public final class HarvestPolicy {
    private static final Duration CLOCK_TOLERANCE = Duration.ofMinutes(5);

    /** So often at most the same thing is written down again, with its newer time. */
    private static final Duration SAME_AGAIN = Duration.ofDays(1);

    private HarvestPolicy() {}

    public static Decision<HarvestVerdict> decide(HarvestFacts facts) {
        if (!facts.strangers()) {
            return leave("the signer is one of ours");
        }
        if (!(facts.security().authorship() instanceof Authorship.Good good)) {
            return leave("no good signature of the author");
        }
        if (facts.signedAt().isEmpty() || facts.offered().isEmpty()) {
            return leave("the signature tells no time, or no certificate for answers");
        }
        return decide(facts, facts.offered().get(), facts.signedAt().get(), good.signer());
    }

    private static Decision<HarvestVerdict> decide(
            HarvestFacts facts, Offer offer, Instant signedAt, MailAddress signer) {
        if (signedAt.isAfter(facts.now().plus(CLOCK_TOLERANCE))) {
            return leave("signed in the future");
        }
        boolean fits = offer.certificate().isUsableFor(CertificateUse.ENCRYPT, facts.now())
                && offer.certificate().addresses().stream().anyMatch(signer::isSameMailbox);
        if (!fits) {
            return leave("the certificate for answers is not for encryption to this address now");
        }
        boolean older = facts.known().stream().anyMatch(known -> !signedAt.isAfter(known.signedAt()));
        if (older) {
            return leave("something newer is known");
        }
        return learned(facts, offer, signedAt, signer);
    }

    private static Decision<HarvestVerdict> learned(
            HarvestFacts facts, Offer offer, Instant signedAt, MailAddress signer) {
        String fingerprint = offer.certificate().fingerprint();
        String reads = offer.ciphers().isEmpty() ? "nothing said" : String.join(", ", offer.ciphers());
        Optional<Known> same = facts.known().stream()
                .filter(known -> known.fingerprint().equals(fingerprint))
                .findFirst();
        if (same.isPresent()) {
            boolean news = !same.get().ciphers().equals(offer.ciphers())
                    || signedAt.isAfter(same.get().signedAt().plus(SAME_AGAIN));
            return news
                    ? Decision.of(HarvestVerdict.LEARN, CAPABILITIES_RENEWED, signer, fingerprint, reads)
                    : leave("nothing new");
        }
        List<Finding> because = new ArrayList<>();
        because.add(Finding.of(CERTIFICATE_LEARNED, signer, fingerprint, reads));
        boolean changed = !facts.known().isEmpty()
                && facts.known().stream().noneMatch(known -> known.issuer().equals(offer.issuer()));
        if (changed) {
            because.add(Finding.of(
                    ISSUER_HAS_CHANGED, signer, facts.known().getFirst().issuer(), offer.issuer()));
        }
        return new Decision<>(HarvestVerdict.LEARN, because);
    }

    private static Decision<HarvestVerdict> leave(String why) {
        return Decision.of(HarvestVerdict.LEAVE, NOTHING_LEARNED, why);
    }
}
