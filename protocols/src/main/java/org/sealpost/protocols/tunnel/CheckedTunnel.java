package org.sealpost.protocols.tunnel;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Optional;
import org.sealpost.policy.TunnelState;
import org.sealpost.policy.TunnelState.Fault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tunnel that counts as down whenever the look at it fails. */
abstract class CheckedTunnel implements Tunnel {
    private static final Logger LOG = LoggerFactory.getLogger(CheckedTunnel.class);

    @Override
    public final TunnelState look(InetAddress client, InetAddress local) {
        if (!(client instanceof Inet4Address) || !(local instanceof Inet4Address)) {
            return new TunnelState.Down(name(), Fault.NOT_IPV4);
        }
        try {
            return fault(client, local)
                    .<TunnelState>map(fault -> new TunnelState.Down(name(), fault))
                    .orElseGet(() -> new TunnelState.Up(name()));
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("cannot look at {}: {}", name(), e.getMessage());
            return new TunnelState.Down(name(), Fault.UNKNOWN);
        }
    }

    /** Why a connection between these IPv4 addresses may have come past the tunnel; empty if it came through it. */
    abstract Optional<Fault> fault(InetAddress client, InetAddress local) throws IOException;
}
