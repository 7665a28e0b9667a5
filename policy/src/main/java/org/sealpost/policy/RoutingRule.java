package org.sealpost.policy;

/** The rules of {@link RoutingPolicy}. */
public enum RoutingRule implements Rule {
    RECIPIENT_HAS_MAILBOX,
    /** An administrator named another host for what waits. */
    REDIRECTED,
    SMART_HOST_IS_SET,
    BY_MX
}
