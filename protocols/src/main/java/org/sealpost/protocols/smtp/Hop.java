package org.sealpost.protocols.smtp;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.StsTerms;
import org.sealpost.policy.Decision;
import org.sealpost.policy.HopFacts;
import org.sealpost.policy.HopPolicy;
import org.sealpost.policy.HopVerdict;
import org.sealpost.policy.TlsResult;

/**
 * One host on the way to a domain: what is demanded of a connection to it, and by what its certificate is judged.
 *
 * @param published what the domain says about it in public; none of a host that an administrator named
 */
record Hop(
        HopFacts facts,
        HopKnowledge knowledge,
        Optional<PartnerPeers.Peer> partner,
        Decision<HopVerdict> decision,
        Optional<Published> published) {
    static Hop of(HopFacts facts, HopKnowledge knowledge, Optional<PartnerPeers.Peer> partner) {
        return new Hop(facts, knowledge, partner, HopPolicy.demand(facts), Optional.empty());
    }

    /**
     * For reports to the domain.
     *
     * @param tlsa the records that can be used
     * @param stsFault why there is no policy, or no newer one
     */
    record Published(List<String> tlsa, Optional<StsTerms> sts, Optional<TlsResult> stsFault) {
        Published {
            tlsa = List.copyOf(tlsa);
        }
    }

    Hop publishing(Published promises) {
        return new Hop(facts, knowledge, partner, decision, Optional.of(promises));
    }

    String host() {
        return facts.host();
    }
}
