package org.sealpost.protocols.tunnel;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.sealpost.pki.revocation.Network;

/** What the kernel says about the way between a client and an address of this machine. */
final class Kernel {
    private static final Path FILTERS = Path.of("/proc/sys/net/ipv4/conf");
    private static final String STRICT = "1";
    private static final Set<String> NO_INTERFACES = Set.of("all", "default", "lo");
    private static final Pattern DEVICE = Pattern.compile("\\bdev (\\S+)");
    private static final Pattern SELECTOR = Pattern.compile("src (\\S+) dst (\\S+).*");

    private final Commands commands;

    Kernel(Commands commands) {
        this.commands = commands;
    }

    /** Through which interface answers go to the client. */
    Optional<String> wayTo(InetAddress client, InetAddress local) throws IOException {
        String route =
                commands.output("ip", "-4", "route", "get", client.getHostAddress(), "from", local.getHostAddress());
        Matcher matcher = DEVICE.matcher(route);
        return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /**
     * Whether each other interface drops packets whose sender is to be answered by this one (RFC 3704 section 2.2). What
     * counts is the greater of the interface's own word and that for all, and 2 would let pass what has any way at all.
     */
    boolean filtersAllBut(String device) throws IOException {
        String all = word("all");
        try (Stream<Path> interfaces = Files.list(FILTERS)) {
            List<String> others = interfaces
                    .map(path -> path.getFileName().toString())
                    .filter(name -> !NO_INTERFACES.contains(name) && !name.equals(device))
                    .toList();
            for (String other : others) {
                String own = word(other);
                if (!(all.compareTo(own) > 0 ? all : own).equals(STRICT)) {
                    return false;
                }
            }
            return true;
        }
    }

    private static String word(String name) throws IOException {
        return Files.readString(FILTERS.resolve(name).resolve("rp_filter")).strip();
    }

    /** Whether the kernel drops packets of the client that did not come encrypted (RFC 4301 section 5.2). */
    boolean demandsIpsec(InetAddress client, InetAddress local) throws IOException {
        List<String> lines = Arrays.asList(commands.output("ip", "-4", "xfrm", "policy", "list", "dir", "in")
                .split("\n", -1));
        boolean covers = false;
        for (String line : lines) {
            Matcher selector = SELECTOR.matcher(line);
            if (selector.matches()) {
                // A policy for some ports or protocols only would let the others pass.
                covers = !line.contains("proto")
                        && !line.contains("port")
                        && Network.of(selector.group(1)).contains(client)
                        && Network.of(selector.group(2)).contains(local);
            } else if (covers && line.strip().startsWith("proto esp") && !line.contains("level use")) {
                return true;
            }
        }
        return false;
    }
}
