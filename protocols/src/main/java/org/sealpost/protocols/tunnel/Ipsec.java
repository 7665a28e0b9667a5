package org.sealpost.protocols.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.policy.TunnelState.Fault;

/**
 * A tunnel of IPsec that strongSwan keeps (RFC 4301). A client came through it if an installed security association of an
 * established IKE association covers both addresses, and either the kernel demands encryption of such packets, or they come
 * out of strongSwan's own interface (kernel-libipsec) and are taken from no other.
 */
public final class Ipsec extends CheckedTunnel {
    /** How kernel-libipsec names its interface. */
    private static final Pattern OWN_INTERFACE = Pattern.compile("ipsec\\d+");

    private final String child;
    private final String socket;
    private final Commands commands;
    private final Kernel kernel;

    /**
     * @param child name of the CHILD_SA in the configuration of strongSwan
     * @param socket of VICI: {@code unix:///var/run/charon.vici}
     */
    public Ipsec(String child, String socket) {
        this(child, socket, Commands.SYSTEM);
    }

    Ipsec(String child, String socket, Commands commands) {
        this.child = child;
        this.socket = socket;
        this.commands = commands;
        this.kernel = new Kernel(commands);
    }

    @Override
    public String name() {
        return "IPsec " + child;
    }

    @Override
    Optional<Fault> fault(InetAddress client, InetAddress local) throws IOException {
        SecurityAssociations known =
                SecurityAssociations.parse(commands.output("swanctl", "--list-sas", "--raw", "--uri", socket));
        if (!known.covers(child, client, local)) {
            return Optional.of(known.has(child) ? Fault.NOT_A_PEER : Fault.SILENT);
        }
        if (kernel.demandsIpsec(client, local)) {
            return Optional.empty();
        }
        Optional<String> way = kernel.wayTo(client, local)
                .filter(device -> OWN_INTERFACE.matcher(device).matches());
        if (way.isEmpty()) {
            return Optional.of(Fault.ANOTHER_WAY);
        }
        return kernel.filtersAllBut(way.get()) ? Optional.empty() : Optional.of(Fault.FORGEABLE);
    }
}
