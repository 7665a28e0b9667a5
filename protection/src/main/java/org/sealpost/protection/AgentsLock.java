package org.sealpost.protection;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A lock that only so many recovery agents open together: the key is in shares, each closed to one agent's certificate.
 *
 * @param shares share N is that of place N, from 1
 */
public record AgentsLock(int need, List<Share> shares) {
    public AgentsLock {
        ThresholdSecret.requireThreshold(need, shares.size());
        shares = List.copyOf(shares);
    }

    /**
     * One agent's share.
     *
     * @param agent as people know them
     * @param fingerprint SHA-256 of the certificate to which it is closed, lower-case hex
     * @param commitment tells whether an opened share is the one that was given out
     * @param closed CMS EnvelopedData, DER
     */
    public record Share(String agent, String fingerprint, byte[] commitment, byte[] closed) {}

    /** An agent who is given a share. */
    public record Agent(String name, String fingerprint, X509Certificate certificate) {}

    /** Closes a key of 32 bytes to these agents. */
    public static AgentsLock close(byte[] key, int need, List<Agent> agents) {
        ThresholdSecret split = ThresholdSecret.split(key, need, agents.size());
        try {
            List<Share> shares = new ArrayList<>();
            for (int i = 0; i < agents.size(); i++) {
                byte[] share = split.shares().get(i);
                Agent agent = agents.get(i);
                shares.add(new Share(
                        agent.name(),
                        agent.fingerprint(),
                        ThresholdSecret.commitment(share),
                        AgentEnvelope.seal(share, agent.certificate())));
            }
            return new AgentsLock(need, shares);
        } finally {
            split.wipe();
        }
    }

    /**
     * The key from opened shares, in any order.
     *
     * @throws VaultFailure if one is not a share of this lock, or there are too few
     */
    public byte[] open(List<byte[]> opened) {
        SortedMap<Integer, byte[]> numbered = new TreeMap<>();
        for (byte[] share : opened) {
            numbered.put(place(share), share);
        }
        return ThresholdSecret.combine(need, numbered);
    }

    /** Whose share it is: its place, from 1. */
    public int place(byte[] share) {
        for (int i = 0; i < shares.size(); i++) {
            if (ThresholdSecret.fits(share, shares.get(i).commitment())) {
                return i + 1;
            }
        }
        throw new VaultFailure("one of the opened shares is not a share of this key, or it was changed", null);
    }

    /** The share that was closed to a certificate. */
    public Share of(String fingerprint) {
        return shares.stream()
                .filter(share -> share.fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow(() -> new VaultFailure("none of the shares was closed to this certificate", null));
    }
}
