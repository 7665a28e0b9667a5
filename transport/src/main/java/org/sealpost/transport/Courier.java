package org.sealpost.transport;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.policy.RuleTls;

/** Takes messages to other servers, byte for byte as they are. */
public interface Courier {
    /** Whether a message on this way would go now; asked before it is prepared at some cost. */
    default Destinations.Turn turn(Route route) {
        return new Destinations.Turn.Go();
    }

    /** Hands the content to the next server. Has one outcome for each recipient of the envelope; throws nothing for a failure. */
    List<Outcome> deliver(Content content, Envelope envelope, Route route, Terms terms);

    /** A message about which nothing is to be known but its content and its envelope. */
    default List<Outcome> deliver(Content content, Envelope envelope, Route route) {
        return deliver(content, envelope, route, Terms.NONE);
    }

    /**
     * What is to be known of a message to find out what its connection must have.
     *
     * @param rule what a rule of the administrators demands of it
     * @param waited how long it has waited for a connection that has all, if it is encrypted to its recipient: demands that yield to
     *     that are not made; empty for any other
     */
    record Terms(Optional<RuleTls> rule, Optional<Duration> waited) {
        public static final Terms NONE = new Terms(Optional.empty(), Optional.empty());

        public static Terms of(Optional<RuleTls> rule) {
            return new Terms(rule, Optional.empty());
        }
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
