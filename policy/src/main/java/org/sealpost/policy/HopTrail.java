package org.sealpost.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.mail.ReceivedHop;
import org.sealpost.mail.ReceivedHop.Evidence;

/**
 * Over which connections a message came, in the order in which it took them. What servers before this one did is what they
 * claim; only the last connection was measured here.
 */
public record HopTrail(List<Hop> hops) {
    /** So many hops before this server are written down, the newest. */
    public static final int LIMIT = 25;

    public HopTrail {
        hops = List.copyOf(hops);
    }

    /**
     * One connection.
     *
     * @param by the server that took the message
     * @param version of TLS if it is known; else empty
     * @param measured whether this server saw it itself
     */
    public record Hop(String by, Evidence evidence, String version, boolean measured) {
        private String words() {
            return by + " " + evidence.words() + (version.isEmpty() ? "" : " " + version);
        }
    }

    /** What the servers before this one claim, for the record of a message that is accepted. */
    public static Finding finding(List<ReceivedHop> before) {
        List<Hop> hops = before.stream()
                .map(hop -> new Hop(hop.by(), hop.evidence(), hop.version(), false))
                .toList();
        return hops.isEmpty()
                ? Finding.of(ConnectionRule.NO_RECEIVED_HOPS)
                : Finding.of(
                        ConnectionRule.RECEIVED_HOPS,
                        hops.size(),
                        states(hops),
                        hops.stream().map(Hop::words).collect(Collectors.joining("; ")));
    }

    /** The trail as it was written down when the message was accepted; empty if nobody wrote down what was before. */
    public static Optional<HopTrail> of(List<Finding> accepted, String here) {
        Optional<List<Hop>> before =
                accepted.stream().flatMap(finding -> before(finding).stream()).findFirst();
        return before.map(claimed -> new HopTrail(Stream.concat(claimed.stream(), measured(accepted, here).stream())
                .toList()));
    }

    private static Optional<List<Hop>> before(Finding finding) {
        if (finding.rule() == ConnectionRule.NO_RECEIVED_HOPS) {
            return Optional.of(List.of());
        }
        if (finding.rule() != ConnectionRule.RECEIVED_HOPS) {
            return Optional.empty();
        }
        List<Hop> hops = new ArrayList<>();
        for (String one : finding.facts().get(2).split("; ", -1)) {
            hops.add(read(one));
        }
        return Optional.of(hops);
    }

    /** The words of the evidence hold blanks, the names around them none. */
    private static Hop read(String words) {
        int blank = words.indexOf(' ');
        String rest = words.substring(blank + 1);
        int last = rest.lastIndexOf(' ');
        String by = words.substring(0, Math.max(blank, 0));
        Optional<Evidence> alone = Evidence.named(rest);
        return alone.map(evidence -> new Hop(by, evidence, "", false))
                .orElseGet(() -> new Hop(
                        by,
                        Evidence.named(rest.substring(0, Math.max(last, 0))).orElse(Evidence.UNKNOWN),
                        rest.substring(last + 1),
                        false));
    }

    /** The connection over which a message came to this server; empty if it came over none, or nobody wrote it down. */
    static Optional<Hop> measured(List<Finding> accepted, String here) {
        List<Hop> measured = accepted.stream()
                .flatMap(finding -> own(finding, here).stream())
                .toList();
        // inside a tunnel, TLS says more
        return measured.stream()
                .filter(hop -> hop.evidence() != Evidence.TUNNEL)
                .findFirst()
                .or(() -> measured.stream().findFirst());
    }

    private static Optional<Hop> own(Finding finding, String here) {
        return switch (finding.rule()) {
            case ConnectionRule.CAME_ENCRYPTED, ConnectionRule.CAME_FROM_PARTNER ->
                Optional.of(new Hop(here, Evidence.TLS, version(finding), true));
            case ConnectionRule.CAME_IN_CLEAR -> Optional.of(new Hop(here, Evidence.CLEAR, "", true));
            case ConnectorRule.CAME_THROUGH_TUNNEL -> Optional.of(new Hop(here, Evidence.TUNNEL, "", true));
            default -> Optional.empty();
        };
    }

    private static String version(Finding encrypted) {
        String suite = encrypted.facts().getFirst();
        return suite.substring(0, suite.indexOf(' '));
    }

    /** Such as {@code 3 hops: TLS, TLS, unknown}. */
    public String summary() {
        return hops.size() + (hops.size() == 1 ? " hop: " : " hops: ") + states(hops);
    }

    private static String states(List<Hop> hops) {
        return hops.stream().map(hop -> hop.evidence().words()).collect(Collectors.joining(", "));
    }

    /** Whether only encryption of the message itself would keep everybody on the way back from reading an answer. */
    public boolean needsMessageEncryption() {
        return hops.stream().anyMatch(hop -> !hop.evidence().isProtected());
    }
}
