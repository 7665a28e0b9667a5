package org.sealpost.policy;

/** Why somebody gets a certificate, keeps it, or no longer shows it. */
public enum EnrollmentRule implements Rule {
    ACCOUNT_IS_GONE,
    ACCOUNT_IS_DISABLED,
    /** The key is made on the person's own device, not here. */
    KEY_IS_MADE_ON_DEVICE,
    /** There are recovery agents, the template wants its keys archived, and this one the house never saw. */
    KEY_MADE_ELSEWHERE,
    /** No policy object deploys the template where the holder is. */
    TEMPLATE_NOT_DEPLOYED,
    TEMPLATE_UNKNOWN,
    TEMPLATE_IS_RETIRED,
    /** No authority issues the template. */
    TEMPLATE_NOT_OFFERED,
    /** The template is for computers, and this is a user, or the other way round. */
    TEMPLATE_FOR_OTHERS,
    TEMPLATE_RIGHT_MISSING,
    TEMPLATE_IS_SUPERSEDED,
    AUTOENROLLMENT_IS_OFF,
    DIRECTORY_VALUE_MISSING,
    CONSENT_NEEDED,
    REQUEST_IS_PENDING,
    REQUEST_WAS_APPROVED,
    REQUEST_WAS_DENIED,
    WAITING_AFTER_FAILURE,
    DUPLICATE_CERTIFICATE,
    KEY_NO_LONGER_FITS,
    ENROLLMENT_GRANTED,
    CERTIFICATE_MISSING,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_WAS_REVOKED,
    CERTIFICATE_IS_ON_HOLD,
    RENEWAL_IS_DUE,
    TEMPLATE_IS_NEWER,
    ADDRESSES_CHANGED,
    CERTIFICATE_IS_GOOD,
    SUCCESSOR_IS_ACTIVE,
    ENROLLMENT_FAILED,
    /** An enrolment agent signs for a template that wants no such signature. */
    AGENT_NOT_WANTED,
    /** The template does not let keys leave the house. */
    KEY_NOT_EXPORTABLE,
    /** The private key lies on a device and not in the house. */
    KEY_NOT_HERE,
    KEY_MAY_LEAVE,
    /** It ended, was replaced or revoked; its key only opens old mail. */
    CERTIFICATE_IS_PAST,
    SECRET_IS_NOT_GOOD,
    SECRET_WAS_USED,
    /** Somebody asks for a key to be made here for a template that needs consent. */
    KEY_CANNOT_WAIT,
    /** A signature around a request is by nobody whose signature means something there. */
    SIGNATURE_DOES_NOT_COUNT,
    /** What an agent signed for one is sent in by another. */
    AGENT_SPEAKS_OF_ANOTHER
}
