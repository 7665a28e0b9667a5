package org.sealpost.app.doctor;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.sealpost.app.House;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.ConnectorRule;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.MachineRights;
import org.sealpost.protocols.smtp.ConnectorGuide;
import org.sealpost.protocols.smtp.SmtpListener;
import org.sealpost.protocols.tunnel.Tunnel;

/** Who may send without a login, and whether the tunnels are up through which some of them must come. */
final class ConnectorChecks implements Check {
    private static final String TRUSTED = "SP-CON-001";
    private static final String TUNNELS = "SP-CON-002";

    private final List<SmtpListener> connectors;

    ConnectorChecks(House house) {
        this.connectors = house.configuration().allConnectors();
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>();
        for (SmtpListener one : connectors) {
            if (one.terms().tunnel().isPresent()) {
                found.add(tunnel(one, one.terms().tunnel().get()));
            } else if (!one.terms().rights().equals(MachineRights.NONE)) {
                found.add(Diagnosis.warning(
                        TRUSTED,
                        "whoever has an address of " + clients(one) + " sends without a login",
                        "connector." + one.name() + " gives rights for an address alone",
                        "let these machines log in, or demand a tunnel"));
            }
        }
        return found.isEmpty() ? List.of(Diagnosis.good(TRUSTED, "nobody sends without a login")) : found;
    }

    private Diagnosis tunnel(SmtpListener connector, Tunnel tunnel) {
        List<Decision<ClientTrust>> down = strangers(connector);
        return down.isEmpty()
                ? Diagnosis.good(
                        TUNNELS,
                        "connector." + connector.name() + ": " + clients(connector)
                                + " is externally secured and sends without a login, only through " + tunnel.name())
                : Diagnosis.failure(
                        TUNNELS,
                        "machines behind the tunnel of connector." + connector.name() + " are strangers now",
                        down.stream()
                                .map(one -> Explanation.sentences(one.because(), Locale.ENGLISH))
                                .collect(Collectors.joining(" ")),
                        "see docs/rules.md under "
                                + down.getFirst().because().getFirst().rule().name());
    }

    /** Of the machines that are named one by one; who in a whole network is there, nobody knows. */
    private List<Decision<ClientTrust>> strangers(SmtpListener connector) {
        return connector.terms().clients().stream()
                .filter(one -> one.bits() == one.address().length * Byte.SIZE)
                .flatMap(one -> new ConnectorGuide(List.of(connector)).forClient(address(one)).stream())
                .map(ConnectorGuide.Answer::trust)
                .filter(trust -> trust.verdict() instanceof ClientTrust.Stranger)
                .filter(trust -> trust.because().getFirst().rule() instanceof ConnectorRule)
                .toList();
    }

    private static InetAddress address(Network network) {
        try {
            return InetAddress.getByAddress(network.address());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String clients(SmtpListener connector) {
        return connector.terms().clients().stream().map(Network::text).collect(Collectors.joining(", "));
    }
}
