package org.sealpost.policy;

import java.util.Set;

/**
 * What a connection turned out to be, measured after the handshake.
 *
 * @param proofs all that the other side's certificate proves
 * @param doubt why it proves no more, in words; empty in clear
 * @param clientCertificate whether the other side asked for our certificate and got it
 * @param requireTls whether the other side promises protection for the rest of the way
 */
public record HopAchieved(
        String host,
        TlsLevel level,
        Set<PeerProof> proofs,
        String doubt,
        boolean clientCertificate,
        boolean requireTls) {
    public HopAchieved {
        proofs = Set.copyOf(proofs);
    }
}
