package org.sealpost.policy;

/** The rules of {@link RoutingPolicy}. */
public enum RoutingRule implements Rule {
    RECIPIENT_HAS_MAILBOX,
    /** The mailboxes of the domain lie on a server behind this one. */
    SERVER_BEHIND,
    /** An administrator named another host for what waits. */
    REDIRECTED,
    SMART_HOST_IS_SET,
    BY_MX
}
