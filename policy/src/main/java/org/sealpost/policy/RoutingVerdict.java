package org.sealpost.policy;

import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** Which way a message takes to one recipient. */
public sealed interface RoutingVerdict {
    record Mailbox(MailAddress account) implements RoutingVerdict {}

    /** To the mail exchangers of the domain, with TLS if they offer it (RFC 3207, RFC 7435). */
    record OpportunisticTls(Domain domain) implements RoutingVerdict {}

    /** To the host that an administrator named, which must have all that the domain's own must have. */
    record Redirected(Domain domain, String host, int port) implements RoutingVerdict {}

    /** Through a fixed next host, with TLS if it offers it. */
    record SmartHost(String hostAndPort) implements RoutingVerdict {}
}
