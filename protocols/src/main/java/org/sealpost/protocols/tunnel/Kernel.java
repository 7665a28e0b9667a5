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
    private static final Pattern SELECTOR = Pattern.compile("src (\\S+) dst (\\S+)");

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

    /**
     * Whether the kernel drops packets of the client that did not come encrypted (RFC 4301 section 5.2): a policy demands it
     * for all of them, and none that might come first lets some pass.
     */
    boolean demandsIpsec(InetAddress client, InetAddress local) throws IOException {
        List<String> policies = Arrays.stream(commands.output("ip", "-4", "xfrm", "policy", "list", "dir", "in")
                        .split("\n(?=\\S)", -1))
                .filter(policy -> isAbout(policy, client, local))
                .toList();
        return policies.stream().anyMatch(Kernel::isForAll) && policies.stream().allMatch(Kernel::isDemanding);
    }

    private static boolean isAbout(String policy, InetAddress client, InetAddress local) {
        Matcher selector = SELECTOR.matcher(policy);
        return selector.lookingAt()
                && Network.of(selector.group(1)).contains(client)
                && Network.of(selector.group(2)).contains(local);
    }

    /** Not for some protocols or ports only; the first line would name them. */
    private static boolean isForAll(String policy) {
        return policy.lines().findFirst().stream().noneMatch(first -> first.contains(" proto "));
    }

    private static boolean isDemanding(String policy) {
        return policy.contains("proto esp") && !policy.contains("level use") || policy.contains("action block");
    }
}
