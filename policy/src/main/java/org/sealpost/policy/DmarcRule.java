package org.sealpost.policy;

/** The rules of {@link DmarcPolicy}. */
public enum DmarcRule implements Rule {
    /** A machine of our own network brought it. */
    PEER_IS_LOCAL,
    /** There is not exactly one author, so no domain can stand for the message. */
    AUTHOR_DOMAIN_UNCLEAR,
    /** The author's domain wishes nothing. */
    DMARC_ABSENT,
    /** The DNS did not answer; the message does not suffer for it. */
    DMARC_UNANSWERED,
    /** A signature of the author's domain is good. */
    DMARC_PASSED_BY_DKIM,
    /** The server may send for the author's domain. */
    DMARC_PASSED_BY_SPF,
    /** Neither is so, but the domain wishes nothing. */
    DMARC_FAILED_AND_NOTHING_WISHED,
    DMARC_FAILED_AND_QUARANTINE_WISHED,
    DMARC_FAILED_AND_REJECTION_WISHED,
    /** The administrator wants such mail to be marked and nothing more. */
    DMARC_ONLY_MARKED
}
