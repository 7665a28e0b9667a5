package org.sealpost.protocols.tunnel;

import java.net.InetAddress;
import org.sealpost.policy.TunnelState;

/** A tunnel of the operating system that protects the network layer. */
public interface Tunnel {
    /** For people: {@code WireGuard wg0}. */
    String name();

    /**
     * Looks now whether the tunnel is up and whether the connection can only have come through it.
     *
     * @param local the address of this machine to which the client connected
     */
    TunnelState look(InetAddress client, InetAddress local);
}
