package org.sealpost.policy;

import java.util.HashSet;
import java.util.Set;

/**
 * What a connection to another server must have before a message may go over it.
 *
 * @param proofs of each set one must be held; so demands of different sources add up instead of replacing each other
 * @param clientCertificate whether the other side must ask for our certificate and get it
 * @param requireTls whether the other side must promise the same for the rest of the way, RFC 8689
 */
public record HopDemand(TlsLevel least, Set<Set<PeerProof>> proofs, boolean clientCertificate, boolean requireTls) {
    /** Encrypted if it can be, to whomever (RFC 7435). */
    public static final HopDemand NONE = new HopDemand(TlsLevel.CLEAR, Set.of(), false, false);

    public HopDemand {
        proofs = Set.copyOf(proofs);
        if (proofs.stream().anyMatch(Set::isEmpty)) {
            throw new IllegalArgumentException("a demand that nothing satisfies");
        }
        if (least == TlsLevel.CLEAR && (!proofs.isEmpty() || clientCertificate || requireTls)) {
            throw new IllegalArgumentException("in clear nothing can be proved");
        }
    }

    static HopDemand encrypted(TlsLevel least) {
        return new HopDemand(least, Set.of(), false, false);
    }

    static HopDemand proved(PeerProof... oneOf) {
        return new HopDemand(TlsLevel.TLS_1_2, Set.of(Set.of(oneOf)), false, false);
    }

    HopDemand withClientCertificate() {
        return new HopDemand(least, proofs, true, requireTls);
    }

    HopDemand withRequireTls() {
        return new HopDemand(least, proofs, clientCertificate, true);
    }

    /** Both demands. Joining never lowers one. */
    public HopDemand and(HopDemand other) {
        Set<Set<PeerProof>> both = new HashSet<>(proofs);
        both.addAll(other.proofs);
        return new HopDemand(
                least.stronger(other.least),
                both,
                clientCertificate || other.clientCertificate,
                requireTls || other.requireTls);
    }

    /** Whether the message may also go in clear. */
    public boolean isOpportunistic() {
        return least == TlsLevel.CLEAR;
    }
}
