package org.sealpost.policy;

/** Whether a message for which no connection has what is demanded goes encrypted to its recipient instead. */
public enum FallbackRule implements Rule {
    FALLBACK_ENCRYPTS,
    FALLBACK_IS_ENCRYPTED,
    FALLBACK_WITHOUT_CERTIFICATE,
    FALLBACK_NOT_YET,
    FALLBACK_NOT_WITH_REQUIRETLS,
    FALLBACK_NOT_FOR_NOTICES
}
