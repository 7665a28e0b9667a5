package org.sealpost.protocols.smtp;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.Decision;

/** Tells which connectors would serve a client, and for what it would be trusted now. */
public final class ConnectorGuide {
    private static final int ANY_PORT = 9;

    private final List<SmtpListener> connectors;

    public ConnectorGuide(List<SmtpListener> connectors) {
        this.connectors = List.copyOf(connectors);
    }

    /** What a client would meet at one port. */
    public record Answer(SmtpListener connector, Decision<ClientTrust> trust) {}

    /** One for each address and port that is for the client. */
    public List<Answer> forClient(InetAddress client) {
        List<Answer> answers = new ArrayList<>();
        for (PortConnectors port : PortConnectors.of(connectors)) {
            Optional<SmtpListener> serving = port.serving(client);
            if (serving.isPresent()) {
                InetAddress bound = serving.get().address().getAddress();
                InetAddress local = bound.isAnyLocalAddress() ? reaching(client) : bound;
                answers.add(new Answer(serving.get(), serving.get().trust(client, local)));
            }
        }
        return answers;
    }

    /** The address with which this machine would answer the client; nothing is sent. */
    private static InetAddress reaching(InetAddress client) {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(client, ANY_PORT));
            return probe.getLocalAddress();
        } catch (SocketException e) {
            // There is no way to it at all, so that it could not have come to any address in particular.
            return InetAddress.getLoopbackAddress();
        }
    }
}
