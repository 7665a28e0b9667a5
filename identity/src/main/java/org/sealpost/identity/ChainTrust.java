package org.sealpost.identity;

import java.time.Instant;
import java.util.List;

/** Judges chains of certificates for those who verify signatures and meet peers. */
public interface ChainTrust {
    /**
     * The verdict on the first certificate.
     *
     * @param certificates DER; the first is judged, the others may help to build the path, in any order
     * @param at the time for which it is asked: that of signing, or now
     */
    ChainVerdict judge(List<byte[]> certificates, ChainPurpose purpose, Instant at);
}
