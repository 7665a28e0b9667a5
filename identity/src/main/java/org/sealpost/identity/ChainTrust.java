package org.sealpost.identity;

/** Judges chains of certificates for those who verify signatures and meet peers. */
public interface ChainTrust {
    /** The verdict on the first certificate of the question. */
    ChainVerdict judge(ChainQuestion question);
}
