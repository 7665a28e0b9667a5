package org.sealpost.protocols.smtp;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.pki.revocation.Network;

/** The connectors that listen on one address and port. The one with the narrowest network around the client serves it. */
record PortConnectors(List<SmtpListener> connectors) {
    PortConnectors {
        connectors = List.copyOf(connectors);
    }

    /** Puts together those that share an address and port; whoever takes any free port has one alone. */
    static List<PortConnectors> of(List<SmtpListener> all) {
        Map<Object, List<SmtpListener>> together = new LinkedHashMap<>();
        for (SmtpListener one : all) {
            Object port = one.address().getPort() == 0 ? one : one.address();
            together.computeIfAbsent(port, same -> new ArrayList<>()).add(one);
        }
        return together.values().stream().map(PortConnectors::new).toList();
    }

    /** Empty if none is for this client. */
    Optional<SmtpListener> serving(InetAddress client) {
        return connectors.stream()
                .filter(one -> one.terms().clients().isEmpty() || bits(one, client) >= 0)
                .max(Comparator.comparingInt(one -> bits(one, client)));
    }

    boolean isBalancer(InetAddress peer) {
        return connectors.stream()
                .flatMap(one -> one.terms().balancers().stream())
                .anyMatch(network -> network.contains(peer));
    }

    /** For the log. */
    String name() {
        return String.join(", ", connectors.stream().map(SmtpListener::name).toList());
    }

    /** How narrow the network is; below zero if it is for everybody, or not for this client. */
    private static int bits(SmtpListener connector, InetAddress client) {
        return connector.terms().clients().stream()
                .filter(network -> network.contains(client))
                .mapToInt(Network::bits)
                .max()
                .orElse(-1);
    }
}
