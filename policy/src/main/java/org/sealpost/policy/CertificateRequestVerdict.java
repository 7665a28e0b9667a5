package org.sealpost.policy;

/** What becomes of a request for a certificate. */
public enum CertificateRequestVerdict {
    ISSUE,
    /** It waits until somebody agrees. */
    PEND,
    REFUSE
}
