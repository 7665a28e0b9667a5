package org.sealpost.protocols.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.TunnelState.Fault;

/**
 * A tunnel of WireGuard. A client came through it if the peer that may use its address has shown its key within the time
 * after which WireGuard takes nothing more (180 seconds), the connection came to an address of the tunnel, answers go back
 * through it, and the kernel takes packets with such a sender from nowhere else.
 */
public final class WireGuard extends CheckedTunnel {
    private static final Duration REJECTED_AFTER = Duration.ofMinutes(3);

    private final String device;
    private final Commands commands;
    private final Kernel kernel;
    private final Clock clock;

    /** @param device name of the interface: {@code wg0} */
    public WireGuard(String device) {
        this(device, Commands.SYSTEM, Clock.systemUTC());
    }

    WireGuard(String device, Commands commands, Clock clock) {
        this.device = device;
        this.commands = commands;
        this.kernel = new Kernel(commands);
        this.clock = clock;
    }

    @Override
    public String name() {
        return "WireGuard " + device;
    }

    @Override
    Optional<Fault> fault(InetAddress client, InetAddress local) throws IOException {
        Optional<String> peer = peer(client);
        if (peer.isEmpty()) {
            return Optional.of(Fault.NOT_A_PEER);
        }
        if (handshake(peer.get()).plus(REJECTED_AFTER).isBefore(clock.instant())) {
            return Optional.of(Fault.SILENT);
        }
        if (!isOurs(local)
                || !kernel.wayTo(client, local).filter(device::equals).isPresent()) {
            return Optional.of(Fault.ANOTHER_WAY);
        }
        return kernel.filtersAllBut(device) ? Optional.empty() : Optional.of(Fault.FORGEABLE);
    }

    private boolean isOurs(InetAddress local) throws IOException {
        NetworkInterface known = NetworkInterface.getByName(device);
        return known != null && known.inetAddresses().anyMatch(local::equals);
    }

    /** The key of the peer whose packets may bear this sender; of several the one with the narrowest network. */
    private Optional<String> peer(InetAddress client) throws IOException {
        Map<String, Integer> widths = new HashMap<>();
        for (String line : lines("allowed-ips")) {
            String[] words = line.split("\\s+", -1);
            Arrays.stream(words)
                    .skip(1)
                    .filter(word -> word.contains("/"))
                    .map(Network::of)
                    .filter(network -> network.contains(client))
                    .forEach(network -> widths.merge(words[0], network.bits(), Math::max));
        }
        return widths.entrySet().stream()
                .max(Comparator.comparingInt(Map.Entry::getValue))
                .map(Map.Entry::getKey);
    }

    private Instant handshake(String peer) throws IOException {
        return Arrays.stream(lines("latest-handshakes"))
                .map(line -> line.split("\\s+", -1))
                .filter(words -> words.length == 2 && words[0].equals(peer))
                .map(words -> Instant.ofEpochSecond(Long.parseLong(words[1])))
                .findFirst()
                .orElse(Instant.EPOCH);
    }

    /** Of the ways to ask, those that do not print a private key. */
    private String[] lines(String what) throws IOException {
        return commands.output("wg", "show", device, what).split("\n", -1);
    }
}
