package org.sealpost.policy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerTerms.Refusal;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.PartnerProof;

/** Decides what becomes of a message whose sender is in a partner's domain, once it is judged whether the session is the partner's. */
public final class PartnerSenderPolicy {
    private static final EnhancedStatus TRY_AGAIN = new EnhancedStatus(4, 7, 5);
    private static final EnhancedStatus REFUSED = new EnhancedStatus(5, 7, 5);

    private PartnerSenderPolicy() {}

    /** {@code judgement}: whether the session is that of the partner, for this domain of it. */
    public static Decision<PartnerSenderVerdict> decide(
            Partner partner, Domain sender, Decision<PartnerVerdict> judgement) {
        return switch (judgement.verdict()) {
            case PartnerVerdict.Proved(String certificate, String anchor, Instant ends) ->
                new Decision<>(
                        new PartnerSenderVerdict.Proved(
                                new PartnerProof(partner.name(), sender, false, certificate, anchor)),
                        judgement.because());
            case PartnerVerdict.Unproved() -> unproved(partner, sender, judgement.because());
        };
    }

    private static Decision<PartnerSenderVerdict> unproved(Partner partner, Domain sender, List<Finding> why) {
        List<Finding> because = new ArrayList<>(why);
        if (!partner.receive().isEnforced()) {
            because.add(Finding.of(PartnerRule.PARTNER_ONLY_OBSERVED, partner.name(), sender));
            return new Decision<>(new PartnerSenderVerdict.Observed(), because);
        }
        because.add(Finding.of(PartnerRule.PARTNER_PROOF_DEMANDED, partner.name(), sender));
        boolean waits = partner.terms().refusal() == Refusal.WAIT;
        return new Decision<>(
                new PartnerSenderVerdict.Refused(new AcceptanceVerdict.Refuse(
                        waits ? 454 : 550,
                        waits ? TRY_AGAIN : REFUSED,
                        "Domain Security: mail from " + sender + " is taken over mutual TLS only. "
                                + Explanation.sentence(why.getFirst(), Locale.ENGLISH))),
                because);
    }
}
