package org.sealpost.protocols.smtp;

import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.X509ExtendedKeyManager;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerExamination;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.Partners;
import org.sealpost.mail.Domain;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.PartnerFacts;
import org.sealpost.policy.PartnerPolicy;
import org.sealpost.policy.PartnerVerdict;
import org.sealpost.transport.PartnerWatch;

/** What was agreed with partners, as it is asked at each connection to a server of theirs. Only they are shown our certificate. */
public final class AgreedPeers implements PartnerPeers {
    private final Partners partners;
    private final PartnerExamination examination;
    private final PartnerWatch watch;
    private final X509ExtendedKeyManager ours;
    private final Clock clock;

    /** {@code ours}: who we are to a server that asks. */
    public AgreedPeers(
            Partners partners,
            PartnerExamination examination,
            PartnerWatch watch,
            X509ExtendedKeyManager ours,
            Clock clock) {
        this.partners = partners;
        this.examination = examination;
        this.watch = watch;
        this.ours = ours;
        this.clock = clock;
    }

    @Override
    public Optional<Peer> of(Domain domain) {
        return partners.of(domain)
                .filter(partner -> partner.send().isOn())
                .map(partner -> new Peer(
                        partner.name(),
                        partner.send().isEnforced(),
                        partner.terms().orEncryptedAfter(),
                        Optional.of(ours),
                        chain -> fault(partner, domain, chain)));
    }

    private Optional<String> fault(Partner partner, Domain domain, List<X509Certificate> chain) {
        Decision<PartnerVerdict> proof = judge(partner, domain, chain);
        watch.met(partner, PartnerWay.SEND, proof);
        return proof.verdict().isProved()
                ? Optional.empty()
                : Optional.of(Explanation.sentences(proof.because(), Locale.ENGLISH));
    }

    /** Whether a server that showed these certificates is the partner's; none were shown in clear. */
    Decision<PartnerVerdict> judge(Partner partner, Domain domain, List<X509Certificate> chain) {
        return PartnerPolicy.decide(new PartnerFacts(
                partner,
                partner.names(domain),
                !chain.isEmpty(),
                examination.examine(partner, der(chain), ChainPurpose.TLS_SERVER, clock.instant()),
                clock.instant()));
    }

    X509ExtendedKeyManager ours() {
        return ours;
    }

    private static List<byte[]> der(List<X509Certificate> chain) {
        List<byte[]> all = new ArrayList<>();
        for (X509Certificate certificate : chain) {
            try {
                all.add(certificate.getEncoded());
            } catch (CertificateEncodingException e) {
                return List.of();
            }
        }
        return all;
    }
}
