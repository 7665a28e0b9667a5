package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** Which way a message takes to one recipient. */
public sealed interface RoutingVerdict {
    record Mailbox(MailAddress account) implements RoutingVerdict {}

    /** To the mail exchangers of the domain, with TLS if they offer it (RFC 3207, RFC 7435). */
    record OpportunisticTls(Domain domain) implements RoutingVerdict {}

    /** To the server behind this one, the first of whose hosts that takes it. */
    record Behind(Domain domain, List<RelayDomain.Host> hosts) implements RoutingVerdict {
        public Behind {
            hosts = List.copyOf(hosts);
        }
    }

    /** To the host that an administrator named, which must have all that the domain's own must have. */
    record Redirected(Domain domain, String host, int port) implements RoutingVerdict {}

    /** Through a fixed next host, with TLS if it offers it. */
    record SmartHost(String hostAndPort) implements RoutingVerdict {}
}
