package org.sealpost.protocols.tunnel;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.StringTokenizer;
import org.sealpost.pki.revocation.Network;

/** What strongSwan tells of its associations, as {@code swanctl --raw} prints the messages of VICI. */
record SecurityAssociations(List<Child> children) {
    /** A CHILD_SA. */
    record Child(String name, boolean up, List<Network> local, List<Network> remote) {}

    /** A section, and the values in it so far. */
    private record Section(String name, Map<String, String> values) {}

    /** Whether there is such an association, up and running, for whichever addresses. */
    boolean has(String name) {
        return children.stream().anyMatch(one -> one.up() && one.name().equals(name));
    }

    boolean covers(String name, InetAddress client, InetAddress ours) {
        return children.stream()
                .filter(one -> one.up() && one.name().equals(name))
                .anyMatch(one -> one.local().stream().anyMatch(network -> network.contains(ours))
                        && one.remote().stream().anyMatch(network -> network.contains(client)));
    }

    /**
     * Reads {@code name {key=value list=[item item] name {...}}}.
     *
     * @throws IllegalArgumentException if it is something else
     */
    static SecurityAssociations parse(String text) {
        List<Child> children = new ArrayList<>();
        Deque<Section> open = new ArrayDeque<>(List.of(new Section("", new HashMap<>())));
        StringTokenizer tokens = new StringTokenizer(text, " \n{}[]", true);
        String word = "";
        StringBuilder items = new StringBuilder();
        boolean inList = false;
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            switch (token) {
                case "[" -> inList = true;
                case "]" -> {
                    section(open).values().put(word.replaceFirst("=$", ""), items.toString());
                    items.setLength(0);
                    inList = false;
                }
                case "{" -> open.push(new Section(word, new HashMap<>()));
                case "}" -> end(open, children);
                case " ", "\n" -> items.append(inList ? " " : "");
                default -> {
                    if (inList) {
                        items.append(token);
                    } else {
                        word = token;
                        value(section(open), token);
                    }
                }
            }
        }
        return new SecurityAssociations(children);
    }

    private static void value(Section section, String token) {
        int equals = token.indexOf('=');
        if (equals > 0) {
            section.values().put(token.substring(0, equals), token.substring(equals + 1));
        }
    }

    private static Section section(Deque<Section> open) {
        if (open.isEmpty()) {
            throw new IllegalArgumentException("strongSwan's answer is not understood");
        }
        return open.peek();
    }

    private static void end(Deque<Section> open, List<Child> children) {
        Section ended = section(open);
        open.pop();
        Map<String, String> values = ended.values();
        // The IKE association around it, past the section of its children.
        boolean established = open.stream()
                .anyMatch(outer -> "ESTABLISHED".equals(outer.values().get("state")));
        if (values.containsKey("remote-ts")) {
            children.add(new Child(
                    values.getOrDefault("name", ended.name()),
                    established && "INSTALLED".equals(values.get("state")),
                    networks(values.getOrDefault("local-ts", "")),
                    networks(values.get("remote-ts"))));
        }
    }

    /** Selectors for some ports or protocols, {@code 10.1.0.1/32[tcp/25]}, do not cover an address as a whole. */
    private static List<Network> networks(String selectors) {
        return Arrays.stream(selectors.strip().split("\\s+", -1))
                .filter(one -> one.matches("[0-9.]+(/\\d+)?"))
                .map(Network::of)
                .toList();
    }
}
