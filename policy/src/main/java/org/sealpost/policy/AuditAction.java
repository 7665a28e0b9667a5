package org.sealpost.policy;

/** What kind of thing an audit line tells. */
public enum AuditAction {
    ACCEPT,
    DECIDE,
    SIGN,
    ENCRYPT,
    DECRYPT,
    VERIFY,
    DELIVER,
    DEFER,
    REFUSE,
    QUARANTINE,
    ISSUE,
    RENEW,
    REVOKE,
    PUBLISH,
    USE_KEY,
    LOGIN,
    ADMINISTER
}
