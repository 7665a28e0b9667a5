package org.sealpost.transport;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerExamination;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.Partners;
import org.sealpost.identity.ShownCertificate;
import org.sealpost.mail.Author;
import org.sealpost.mail.Domain;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AcceptanceVerdict;
import org.sealpost.policy.ArrivalPolicy;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.PartnerFacts;
import org.sealpost.policy.PartnerPolicy;
import org.sealpost.policy.PartnerSenderPolicy;
import org.sealpost.policy.PartnerSenderVerdict;
import org.sealpost.policy.PartnerVerdict;

/**
 * Where mail from partners comes in: finds out whether a session is the partner's for whom it brings mail, and whether the
 * message bears the mark.
 */
public final class PartnerGate {
    /** There are no partners. */
    public static final PartnerGate NONE = new PartnerGate(
            Partners.NONE, (partner, chain, role, at) -> Optional.empty(), PartnerWatch.NONE, Clock.systemUTC());

    private final Partners partners;
    private final PartnerExamination examination;
    private final PartnerWatch watch;
    private final Clock clock;

    public PartnerGate(Partners partners, PartnerExamination examination, PartnerWatch watch, Clock clock) {
        this.partners = partners;
        this.examination = examination;
        this.watch = watch;
        this.clock = clock;
    }

    /** For one session, whose certificates are examined once in a minute. */
    public PartnerGate inSession() {
        return new PartnerGate(partners, new SessionExamination(examination), watch, clock);
    }

    /**
     * What was found when a sender was named.
     *
     * @param refusal what the client hears if its mail is not taken
     * @param security that of the session, with what it proved for this sender
     */
    public record Judgement(
            Optional<AcceptanceVerdict.Refuse> refusal, SessionSecurity security, List<Finding> because) {
        public Judgement {
            because = List.copyOf(because);
        }

        /** Nobody is asked to prove anything. */
        public static Judgement ordinary(SessionSecurity security) {
            return new Judgement(Optional.empty(), security, List.of());
        }
    }

    /** Whether clients are to be asked for certificates at all. */
    public boolean isOpen() {
        return partners.isOn(PartnerWay.RECEIVE);
    }

    /**
     * Judges a session for one sender.
     *
     * @param shown the certificates that the client showed, DER, its own first
     * @param reversePath empty for a bounce, which is judged by the certificate alone
     */
    public Judgement sender(SessionSecurity security, List<byte[]> shown, Optional<MailAddress> reversePath) {
        return reversePath
                .map(address -> ofDomain(security, shown, address.domain()))
                .orElseGet(() -> ofNobody(security, shown));
    }

    private Judgement ofDomain(SessionSecurity security, List<byte[]> shown, Domain sender) {
        Optional<Partner> partner =
                partners.of(sender).filter(one -> one.receive().isOn());
        if (partner.isEmpty()) {
            return Judgement.ordinary(security);
        }
        Decision<PartnerVerdict> proof = proof(partner.get(), partner.get().names(sender), security, shown);
        watch.met(partner.get(), PartnerWay.RECEIVE, proof);
        Decision<PartnerSenderVerdict> decision = PartnerSenderPolicy.decide(partner.get(), sender, proof);
        return switch (decision.verdict()) {
            case PartnerSenderVerdict.Proved(PartnerProof proved) ->
                new Judgement(Optional.empty(), with(security, proved), decision.because());
            case PartnerSenderVerdict.Observed() -> new Judgement(Optional.empty(), security, decision.because());
            case PartnerSenderVerdict.Refused(AcceptanceVerdict.Refuse refusal) ->
                new Judgement(Optional.of(refusal), security, decision.because());
        };
    }

    /** Whose certificate it is, if it is that of a partner; whoever shows none brings a bounce like any other. */
    private Judgement ofNobody(SessionSecurity security, List<byte[]> shown) {
        if (shown.isEmpty()) {
            return Judgement.ordinary(security);
        }
        for (Partner partner : partners.all()) {
            for (Domain domain : partner.receive().isOn() ? partner.domains() : List.<Domain>of()) {
                Decision<PartnerVerdict> proof = proof(partner, partner.names(domain), security, shown);
                if (proof.verdict().isProved()
                        && PartnerSenderPolicy.decide(partner, domain, proof).verdict()
                                instanceof PartnerSenderVerdict.Proved(PartnerProof proved)) {
                    return new Judgement(Optional.empty(), with(security, proved), proof.because());
                }
            }
        }
        return Judgement.ordinary(security);
    }

    private Decision<PartnerVerdict> proof(
            Partner partner, List<String> names, SessionSecurity security, List<byte[]> shown) {
        Optional<ShownCertificate> certificate =
                examination.examine(partner, shown, ChainPurpose.TLS_CLIENT, clock.instant());
        return PartnerPolicy.decide(
                new PartnerFacts(partner, names, security.isEncrypted(), certificate, clock.instant()));
    }

    private static SessionSecurity with(SessionSecurity security, PartnerProof proof) {
        return security instanceof SessionSecurity.Tls(String version, String cipher)
                ? new SessionSecurity.MutualTls(version, cipher, proof)
                : security;
    }

    /** The same security, once the author of the message that came is known; the findings say how it came. */
    public Judgement author(SessionSecurity security, HeaderSection header) {
        Optional<Partner> partner = security instanceof SessionSecurity.MutualTls mutual
                ? partners.named(mutual.peer().partner())
                : Optional.empty();
        Decision<SessionSecurity> arrived =
                ArrivalPolicy.decide(security, partner, Author.of(header).map(MailAddress::domain));
        return new Judgement(Optional.empty(), arrived.verdict(), arrived.because());
    }
}
