package org.sealpost.policy;

/** Why the other side of a session is a partner or not, and what that makes of a message. */
public enum PartnerRule implements Rule {
    PARTNER_PROVED_BY_AUTHORITY,
    /** The key counts by itself, whatever the certificate around it says. */
    PARTNER_PROVED_BY_PIN,
    PARTNER_SESSION_IN_CLEAR,
    PARTNER_SHOWED_NO_CERTIFICATE,
    PARTNER_CERTIFICATE_DISTRUSTED,
    PARTNER_CERTIFICATE_OUTSIDE_DATES,
    /** No path to the partner's authorities, or one that is not good; the next finding says why. */
    PARTNER_CHAIN_NOT_GOOD,
    PARTNER_NAME_DIFFERS,
    /** Mail from the partner is taken over mutual TLS only. */
    PARTNER_PROOF_DEMANDED,
    /** The direction is not enforced yet. */
    PARTNER_ONLY_OBSERVED,
    /** Certificate, envelope and author are of the same partner: the message bears the mark. */
    DOMAIN_SECURED,
    /** The sender's server proved who it is, but the message bears no mark. */
    ARRIVED_VERIFIED,
    ARRIVED_ENCRYPTED,
    ARRIVED_IN_CLEAR,
    /** A partner's certificate says nothing about somebody else's people. */
    PARTNER_AUTHOR_IS_ELSEWHERE
}
