package org.sealpost.policy;

/** Why an account gets a certificate, keeps it, or no longer shows it. */
public enum EnrollmentRule implements Rule {
    ACCOUNT_IS_GONE,
    ACCOUNT_IS_DISABLED,
    /** The key is made on the person's own device, not here. */
    KEY_IS_MADE_ON_DEVICE,
    TEMPLATE_NOT_GRANTED,
    CERTIFICATE_MISSING,
    CERTIFICATE_EXPIRED,
    CERTIFICATE_WAS_REVOKED,
    RENEWAL_IS_DUE,
    TEMPLATE_IS_NEWER,
    ADDRESSES_CHANGED,
    CERTIFICATE_IS_GOOD,
    SUCCESSOR_IS_ACTIVE,
    ENROLLMENT_FAILED
}
