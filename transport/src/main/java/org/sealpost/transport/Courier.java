package org.sealpost.transport;

import java.time.Duration;
import java.util.List;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;

/** Takes messages to other servers, byte for byte as they are. */
public interface Courier {
    /** Whether a message on this way would go now; asked before it is prepared at some cost. */
    default Destinations.Turn turn(Route route) {
        return new Destinations.Turn.Go();
    }

    /** Hands the content to the next server. Has one outcome for each recipient of the envelope; throws nothing for a failure. */
    List<Outcome> deliver(Content content, Envelope envelope, Route route);

    /**
     * The same for a message that is encrypted to its recipient and has waited for so long for a connection that has what is demanded:
     * demands that yield to that are not made.
     */
    default List<Outcome> deliverEncrypted(Content content, Envelope envelope, Route route, Duration waited) {
        return deliver(content, envelope, route);
    }

    /** The next server on the way. */
    sealed interface Route {
        /** For people. */
        default String destination() {
            return switch (this) {
                case Exchangers(Domain domain) -> domain.toString();
                case SmartHost(String host, int port) -> host;
                case Redirected redirected -> redirected.host();
                case Behind behind -> behind.domain().toString();
            };
        }

        /** The mail exchangers of the domain, RFC 5321 section 5.1. */
        record Exchangers(Domain domain) implements Route {}

        /** The host that an administrator named for the domain's mail; nothing less is demanded of it than of the domain's own. */
        record Redirected(Domain domain, String host, int port) implements Route {}

        /** The server behind this one: the first of its hosts that takes it. */
        record Behind(Domain domain, List<RelayDomain.Host> hosts) implements Route {
            public Behind {
                hosts = List.copyOf(hosts);
            }
        }

        /** One fixed host. */
        record SmartHost(String host, int port) implements Route {}
    }
}
