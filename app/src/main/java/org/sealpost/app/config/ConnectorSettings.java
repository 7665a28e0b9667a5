package org.sealpost.app.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.app.config.Configuration.Limits;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.MachineRights;
import org.sealpost.protocols.smtp.ConnectorTerms;
import org.sealpost.protocols.smtp.ConnectorTerms.TlsStart;
import org.sealpost.protocols.smtp.SmtpLimits;
import org.sealpost.protocols.smtp.SmtpListener;
import org.sealpost.protocols.smtp.SmtpListener.Kind;
import org.sealpost.protocols.tunnel.Ipsec;
import org.sealpost.protocols.tunnel.Tunnel;
import org.sealpost.protocols.tunnel.WireGuard;

/** Reads what the configuration says of receive connectors beside the usual ones. */
final class ConnectorSettings {
    private static final int MOST_CONNECTORS = 50;
    private static final int MOST_NETWORKS = 100;
    private static final int MOST_CONNECTIONS = 100_000;
    private static final int MOST_MESSAGES = 1_000_000;
    private static final int LARGEST_RECIPIENTS = 100_000;
    private static final long LARGEST_MESSAGE_BYTES = 1L << 30;
    private static final int SMTP_PORT = 25;
    /** A network wider than that is somebody else's, too. */
    private static final int WIDEST_IPV4 = 8;

    private static final int WIDEST_IPV6 = 32;
    private static final int IPV4_BYTES = 4;
    private static final String CHARON = "unix:///var/run/charon.vici";
    private static final List<Network> LOOPBACK = List.of(Network.of("127.0.0.0/8"), Network.of("::1"));
    private static final Set<String> RIGHTS = Set.of("relay", "own-senders", "no-spam-filter");

    private final TomlReader reader;
    private final String name;
    private final SmtpLimits limits;

    private ConnectorSettings(TomlReader reader, String name, SmtpLimits limits) {
        this.reader = reader;
        this.name = name;
        this.limits = limits;
    }

    static List<SmtpListener> read(TomlReader reader, Limits limits) {
        List<String> names = reader.tables("connector");
        if (names.size() > MOST_CONNECTORS) {
            reader.problem("connector", "expected at most " + MOST_CONNECTORS + " connectors");
        }
        List<SmtpListener> all = new ArrayList<>();
        for (String name : names.stream().limit(MOST_CONNECTORS).toList()) {
            new ConnectorSettings(reader, name, limits.atDoor()).connector().ifPresent(all::add);
        }
        all.forEach(one -> all.stream()
                .filter(other -> one.name().compareTo(other.name()) < 0 && collide(one, other))
                .forEach(other -> reader.problem(
                        "connector." + other.name(),
                        "serves the same clients on the same port as connector." + one.name() + "; change from")));
        return all;
    }

    private static boolean collide(SmtpListener one, SmtpListener other) {
        List<Network> clients = one.terms().clients();
        boolean samePort =
                one.address().equals(other.address()) && one.address().getPort() != 0;
        boolean both = clients.isEmpty() && other.terms().clients().isEmpty();
        return samePort && (both || clients.stream().anyMatch(other.terms().clients()::contains));
    }

    private Optional<SmtpListener> connector() {
        if (!name.matches("[a-z0-9][a-z0-9-]{0,31}")
                || Set.of("smtp", "submission", "submissions", "outbound").contains(name)) {
            problem("", "a name has small letters, digits and hyphens, and is not that of a usual one");
        }
        Optional<InetSocketAddress> address = word("address", ConfigurationFile::socketAddress);
        if (reader.isAbsent(key("address"))) {
            problem("address", "is missing; write for example: address = \"0.0.0.0:2525\"");
        }
        Kind kind = word("kind", ConnectorSettings::kind).orElse(Kind.INTERNET);
        Optional<Tunnel> tunnel = word("tunnel", this::tunnel);
        TlsStart tls = word("tls", ConnectorSettings::tlsStart).orElseGet(() -> usual(kind, tunnel.isPresent()));
        ConnectorTerms terms = new ConnectorTerms(
                clients(kind),
                tls,
                word("least_tls", ConnectorSettings::isTls13).orElse(false),
                reader.flag(key("client_certificates")).orElse(false),
                word("balancers", ConnectorSettings::networks).orElse(List.of()),
                Optional.of(limits()),
                count("messages_per_minute", 0, MOST_MESSAGES).orElse(0),
                word("rights", ConnectorSettings::rights).orElse(MachineRights.NONE),
                tunnel);
        Kind begun = kind == Kind.SUBMISSION && tls == TlsStart.AT_ONCE ? Kind.SUBMISSIONS : kind;
        check(kind, terms, address);
        return address.map(at -> new SmtpListener(name, at, begun, terms));
    }

    private void check(Kind kind, ConnectorTerms terms, Optional<InetSocketAddress> address) {
        checkRights(kind, terms);
        if (kind == Kind.LMTP) {
            checkLmtp(terms, address);
        }
        if (kind == Kind.SUBMISSION && terms.tls() == TlsStart.OFFERED) {
            problem("tls", "no password goes over a line in clear; say \"required\" or \"at-once\"");
        }
        if (terms.tunnel().isPresent()) {
            checkTunnel(kind, terms);
        }
    }

    private void checkRights(Kind kind, ConnectorTerms terms) {
        boolean trusts = !terms.rights().equals(MachineRights.NONE);
        boolean tunnelled = terms.tunnel().isPresent();
        if (kind == Kind.INTERNAL || trusts || tunnelled) {
            checkClients(terms.clients());
        }
        if (trusts && !tunnelled && kind != Kind.INTERNAL && kind != Kind.LMTP) {
            problem("rights", "only machines of kind = \"internal\" or \"lmtp\", or behind a tunnel, can have rights");
        }
    }

    private void checkLmtp(ConnectorTerms terms, Optional<InetSocketAddress> address) {
        if (address.filter(at -> at.getPort() == SMTP_PORT).isPresent()) {
            problem("address", "LMTP is not spoken on port 25 (RFC 2033 section 5)");
        }
        if (terms.rights().relay()) {
            problem("rights", "by LMTP comes mail for our own people only; leave out relay");
        }
    }

    private void checkClients(List<Network> clients) {
        if (clients.isEmpty()) {
            problem("from", "expected the networks of the machines, such as \"10.1.2.0/24\"");
        }
        clients.stream()
                .filter(one -> one.bits() < (one.address().length == IPV4_BYTES ? WIDEST_IPV4 : WIDEST_IPV6))
                .forEach(one -> problem("from", one + " is too wide for machines that are trusted"));
    }

    private void checkTunnel(Kind kind, ConnectorTerms terms) {
        if (kind != Kind.INTERNET && kind != Kind.INTERNAL) {
            problem(
                    "tunnel",
                    "whoever comes through a tunnel does not log in; expected kind \"internal\" or \"internet\"");
        }
        if (terms.clients().stream().anyMatch(one -> LOOPBACK.stream().anyMatch(loop -> meet(one, loop)))) {
            problem("from", "this machine does not reach itself through a tunnel; leave out loopback addresses");
        }
        if (!terms.balancers().isEmpty()) {
            problem("balancers", "behind a balancer nobody knows through which tunnel a client came");
        }
    }

    private static boolean meet(Network one, Network other) {
        return other.contains(start(one)) || one.contains(start(other));
    }

    private static InetAddress start(Network network) {
        try {
            return InetAddress.getByAddress(network.address());
        } catch (java.net.UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static TlsStart usual(Kind kind, boolean tunnelled) {
        return switch (kind) {
            case INTERNET, LMTP -> TlsStart.OFFERED;
            case INTERNAL -> tunnelled ? TlsStart.OFFERED : TlsStart.REQUIRED;
            case PARTNER, SUBMISSION, SUBMISSIONS -> TlsStart.REQUIRED;
        };
    }

    private List<Network> clients(Kind kind) {
        return word("from", ConnectorSettings::networks).orElse(kind == Kind.LMTP ? LOOPBACK : List.of());
    }

    private SmtpLimits limits() {
        int connections = count("connections", 1, MOST_CONNECTIONS).orElse(limits.connections());
        return limits.withMessageBytes(reader.number(key("message_bytes"), 1024, LARGEST_MESSAGE_BYTES)
                        .orElse(limits.messageBytes()))
                .withRecipients(count("recipients", 1, LARGEST_RECIPIENTS).orElse(limits.recipients()))
                .withConnections(
                        connections,
                        count("connections_per_address", 1, MOST_CONNECTIONS).orElse(limits.connectionsPerAddress()));
    }

    private Tunnel tunnel(String text) {
        String[] words = text.split(":", 2);
        String socket = reader.text(key("tunnel_socket")).orElse(CHARON);
        if (words.length == 2 && words[1].matches("[A-Za-z0-9._-]{1,64}")) {
            Optional<Tunnel> known = switch (words[0]) {
                case "wireguard" -> Optional.of(new WireGuard(words[1]));
                case "ipsec" -> Optional.of(new Ipsec(words[1], socket));
                default -> Optional.empty();
            };
            if (known.isPresent()) {
                return known.get();
            }
        }
        throw new IllegalArgumentException(
                "expected wireguard:INTERFACE or ipsec:NAME-OF-CHILD-SA such as \"wireguard:wg0\": " + text);
    }

    private static Kind kind(String text) {
        return switch (text) {
            case "internet" -> Kind.INTERNET;
            case "partner" -> Kind.PARTNER;
            case "internal" -> Kind.INTERNAL;
            case "lmtp" -> Kind.LMTP;
            case "submission" -> Kind.SUBMISSION;
            default ->
                throw new IllegalArgumentException(
                        "expected \"internet\", \"partner\", \"internal\", \"lmtp\" or \"submission\": " + text);
        };
    }

    private static TlsStart tlsStart(String text) {
        return switch (text) {
            case "offered" -> TlsStart.OFFERED;
            case "required" -> TlsStart.REQUIRED;
            case "at-once" -> TlsStart.AT_ONCE;
            default -> throw new IllegalArgumentException("expected \"offered\", \"required\" or \"at-once\": " + text);
        };
    }

    private static boolean isTls13(String text) {
        return switch (text) {
            case "1.2" -> false;
            case "1.3" -> true;
            default -> throw new IllegalArgumentException("expected \"1.2\" or \"1.3\": " + text);
        };
    }

    private static MachineRights rights(String text) {
        Set<String> words = words(text).stream().collect(Collectors.toSet());
        if (!RIGHTS.containsAll(words)) {
            throw new IllegalArgumentException(
                    "expected relay, own-senders and no-spam-filter, or some of them: " + text);
        }
        return new MachineRights(
                words.contains("relay"), words.contains("own-senders"), words.contains("no-spam-filter"));
    }

    private static List<Network> networks(String text) {
        List<String> words = words(text);
        if (words.size() > MOST_NETWORKS) {
            throw new IllegalArgumentException("expected at most " + MOST_NETWORKS + " networks");
        }
        return words.stream().map(Network::of).toList();
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split("[,\\s]+", -1))
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private Optional<Integer> count(String what, int least, int most) {
        return reader.number(key(what), least, most).map(Long::intValue);
    }

    private <T> Optional<T> word(String what, Function<String, T> parse) {
        return reader.read(key(what), parse);
    }

    private String key(String what) {
        return "connector." + name + "." + what;
    }

    private void problem(String what, String words) {
        reader.problem(what.isEmpty() ? "connector." + name : key(what), words);
    }
}
