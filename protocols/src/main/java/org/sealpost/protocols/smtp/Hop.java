package org.sealpost.protocols.smtp;

import java.util.Optional;
import org.sealpost.policy.Decision;
import org.sealpost.policy.HopFacts;
import org.sealpost.policy.HopPolicy;
import org.sealpost.policy.HopVerdict;

/** One host on the way to a domain: what is demanded of a connection to it, and by what its certificate is judged. */
record Hop(HopFacts facts, HopKnowledge knowledge, Optional<PartnerPeers.Peer> partner, Decision<HopVerdict> decision) {
    static Hop of(HopFacts facts, HopKnowledge knowledge, Optional<PartnerPeers.Peer> partner) {
        return new Hop(facts, knowledge, partner, HopPolicy.demand(facts));
    }

    String host() {
        return facts.host();
    }
}
