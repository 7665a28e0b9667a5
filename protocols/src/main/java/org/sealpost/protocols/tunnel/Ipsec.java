package org.sealpost.protocols.tunnel;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sealpost.policy.TunnelState;
import org.sealpost.policy.TunnelState.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A tunnel of IPsec that strongSwan keeps (RFC 4301). A client came through it if an installed security association of an
 * established IKE association covers both addresses, and either the kernel demands encryption of such packets, or they come
 * out of strongSwan's own interface (kernel-libipsec) and are taken from no other.
 */
public final class Ipsec implements Tunnel {
    private static final Logger LOG = LoggerFactory.getLogger(Ipsec.class);
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
    public TunnelState look(InetAddress client, InetAddress local) {
        try {
            return fault(client, local)
                    .<TunnelState>map(fault -> new TunnelState.Down(name(), fault))
                    .orElseGet(() -> new TunnelState.Up(name()));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("cannot look at {}: {}", name(), e.getMessage());
            return new TunnelState.Down(name(), Fault.UNKNOWN);
        }
    }

    private Optional<Fault> fault(InetAddress client, InetAddress local) throws IOException {
        if (!(client instanceof Inet4Address) || !(local instanceof Inet4Address)) {
            return Optional.of(Fault.NOT_IPV4);
        }
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
