package org.sealpost.policy;

/** The rules of {@link ArcPolicy} and {@link ArcSealPolicy}. */
public enum ArcRule implements Rule {
    /** Somebody changed the message or the chain after the last seal. */
    ARC_CHAIN_BROKEN,
    ARC_CHAIN_UNANSWERED,
    /** A whole chain says only that a stranger claims something. */
    ARC_SEALER_IS_A_STRANGER,
    /** The trusted sealer did not see the author's domain stand for the message. */
    ARC_SEALER_SAYS_NOTHING,
    ARC_SEALER_VOUCHES,
    /** What was found at arrival goes along with mail of others. */
    ARC_SEALED,
    /** A broken chain is not mended by one more seal. */
    ARC_NOT_CONTINUED,
    /** There is a chain, and nobody here asked about it. */
    ARC_NOT_EXAMINED,
    /** RFC 8617 section 4.2.1. */
    ARC_CHAIN_FULL
}
