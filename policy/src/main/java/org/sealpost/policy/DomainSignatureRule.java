package org.sealpost.policy;

/** The rules of {@link DomainSignaturePolicy}. */
public enum DomainSignatureRule implements Rule {
    SIGNED_FOR_DOMAIN,
    /** Whoever gets the message asks the same DNS, perhaps with more luck. */
    SIGNED_FOR_DOMAIN_UNSEEN,
    DOMAIN_SIGNATURES_OFF,
    AUTHOR_IN_NO_DOMAIN_OF_OURS,
    /** A signature whose key nobody finds proves nothing, and some take it for a bad sign. */
    DOMAIN_KEY_NOT_IN_DNS
}
