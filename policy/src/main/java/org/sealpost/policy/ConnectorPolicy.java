package org.sealpost.policy;

import java.util.Optional;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.SessionSecurity;

/** Decides for what a client is trusted at a connector, before it has said a word. */
public final class ConnectorPolicy {
    /** RFC 4954 section 6 has no better one; the sender's server comes again, and the partner has time to mend it. */
    private static final EnhancedStatus NOT_PROVED = new EnhancedStatus(4, 7, 5);

    private ConnectorPolicy() {}

    /** Whoever did not come through the tunnel, while it is up, is a stranger like any other. */
    public static Decision<ClientTrust> decide(ConnectorFacts facts) {
        if (facts.tunnel().isPresent()) {
            return throughTunnel(facts, facts.tunnel().get());
        }
        return facts.rights().equals(MachineRights.NONE)
                ? Decision.of(ClientTrust.stranger(), ConnectorRule.CLIENT_IS_STRANGER, facts.connector())
                : Decision.of(
                        new ClientTrust.Machine(facts.connector(), facts.rights(), Optional.empty()),
                        ConnectorRule.CLIENT_IS_MACHINE,
                        facts.address(),
                        facts.connector());
    }

    private static Decision<ClientTrust> throughTunnel(ConnectorFacts facts, TunnelState state) {
        return switch (state) {
            case TunnelState.Up(String tunnel) ->
                Decision.of(
                        new ClientTrust.Machine(facts.connector(), facts.rights(), Optional.of(tunnel)),
                        ConnectorRule.CAME_THROUGH_TUNNEL,
                        facts.address(),
                        tunnel,
                        facts.connector());
            case TunnelState.Down(String tunnel, TunnelState.Fault fault) ->
                Decision.of(ClientTrust.stranger(), fault.rule(), facts.address(), tunnel, facts.connector());
        };
    }

    /** Nobody serves this client here. */
    public static Decision<AcceptanceVerdict> none(String address) {
        return Decision.of(
                new AcceptanceVerdict.Refuse(
                        554, EnhancedStatus.POLICY_REFUSED, "your address is not served on this port"),
                ConnectorRule.NO_CONNECTOR_FOR_ADDRESS,
                address);
    }

    /** At a connector for partners, whoever did not prove in this session that it is one. */
    public static Decision<AcceptanceVerdict> partner(String connector, SessionSecurity proved) {
        return proved instanceof SessionSecurity.MutualTls mutual
                ? Decision.of(
                        new AcceptanceVerdict.Accept(),
                        ConnectorRule.CONNECTOR_FOR_PARTNERS,
                        mutual.peer().partner(),
                        connector)
                : Decision.of(
                        new AcceptanceVerdict.Refuse(
                                454,
                                NOT_PROVED,
                                "only partners bring mail here, and prove by their certificate who they are"),
                        ConnectorRule.CONNECTOR_NOT_FOR_OTHERS,
                        connector);
    }
}
