package org.sealpost.policy;

import java.util.Optional;

/**
 * What is known when a client has come to a connector.
 *
 * @param connector its name
 * @param rights of the machines for which it is
 * @param tunnel what the look at the tunnel showed, if they must come through one
 */
public record ConnectorFacts(String connector, String address, MachineRights rights, Optional<TunnelState> tunnel) {}
