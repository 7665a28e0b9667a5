package org.sealpost.protocols.smtp;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.ConnectorFacts;
import org.sealpost.policy.ConnectorPolicy;
import org.sealpost.policy.Decision;

/**
 * A receive connector: an address on which the SMTP door listens, for whom, and on which terms. Port 0 takes any free port.
 * Several on one address are told apart by the networks of their clients.
 *
 * @param name unique at this door, in the log and in findings
 */
public record SmtpListener(String name, InetSocketAddress address, Kind kind, ConnectorTerms terms) {
    /** On the usual terms of its kind. */
    public SmtpListener(String name, InetSocketAddress address, Kind kind) {
        this(name, address, kind, ConnectorTerms.of(kind));
    }

    /** For what a client is trusted that has connected to an address of this machine. */
    Decision<ClientTrust> trust(InetAddress client, InetAddress local) {
        return ConnectorPolicy.decide(new ConnectorFacts(
                name,
                client.getHostAddress(),
                terms.rights(),
                terms.tunnel().map(tunnel -> tunnel.look(client, local))));
    }

    /** Who comes in here. */
    public enum Kind {
        /** Other servers with mail for our people, port 25. */
        INTERNET,
        /** Partners only, each of whom proves by its certificate who it is. */
        PARTNER,
        /** Machines of the house that do not log in, such as printers and applications. */
        INTERNAL,
        /** A mail server in front that hands on mail for our people, RFC 2033. */
        LMTP,
        /** Our people with mail for anybody, port 587, RFC 6409. They log in after STARTTLS. */
        SUBMISSION,
        /** Our people, port 465, where TLS begins at once, RFC 8314. */
        SUBMISSIONS;

        boolean isSubmission() {
            return this == SUBMISSION || this == SUBMISSIONS;
        }

        /** Whether a client may be a partner. */
        boolean isForServers() {
            return this == INTERNET || this == PARTNER;
        }
    }
}
