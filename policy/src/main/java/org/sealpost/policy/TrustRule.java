package org.sealpost.policy;

/** Why a chain of certificates was judged good or not. */
public enum TrustRule implements Rule {
    /** There is no path from the certificate to a root that is trusted for the purpose. */
    NO_PATH_TO_TRUSTED_ROOT,
    /** The certificate or a part of its path is meant for something else, or is too weak. */
    NOT_FIT_FOR_PURPOSE,
    /** An administrator put it, its key or one of its authorities on the list of what is never trusted. */
    ON_DISTRUST_LIST,
    REVOKED_BY_ISSUER,
    OUTSIDE_VALIDITY,
    /** The path is whole and nothing in it is revoked. */
    PATH_IS_WHOLE,
    /** The path is whole, but nobody could be asked about revocation. */
    REVOCATION_NOT_CHECKED,
    /** The path is whole, but this authority counts only if somebody can say that nothing in it is revoked. */
    REVOCATION_SERVICE_UNAVAILABLE
}
