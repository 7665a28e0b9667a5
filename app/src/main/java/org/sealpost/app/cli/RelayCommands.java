package org.sealpost.app.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.sealpost.identity.RelayDomain;
import org.sealpost.identity.RelayDomains;
import org.sealpost.mail.Domain;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost domain relay} and its like: domains whose mailboxes lie on servers behind this one. */
final class RelayCommands {
    private static final String ASKED = "recipients";

    private RelayCommands() {}

    static CommandLine addToDomain(CommandLine domain, Session session) {
        return domain.addSubcommand(new Relay(session)).addSubcommand(new Relays(session));
    }

    /** {@code sealpost domain relay}. */
    @Command(
            name = "relay",
            description = "Take mail for a domain whose mailboxes lie on a server behind this one, and hand it on.")
    static final class Relay implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "DOMAIN")
        private Domain domain = new Domain("localhost");

        @Option(
                names = "--to",
                paramLabel = "HOST[:PORT]",
                description = "That server; several times for others, tried in this order.")
        private List<String> hosts = List.of();

        @Option(
                names = "--verify",
                paramLabel = "recipients|none",
                description = "Whether it is asked for each recipient first. Default: recipients.")
        private String verify = ASKED;

        @Option(
                names = "--sender",
                paramLabel = "ADDRESS",
                description =
                        "The IP address of a machine that may send mail of this domain to the outside over port 25;"
                                + " several times for others.")
        private List<String> senders = List.of();

        @Option(names = "--off", description = "Take no more mail for the domain.")
        private boolean off;

        Relay(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            if (off) {
                end();
                return;
            }
            if (session.house().directory().isAccepted(domain)) {
                throw new Mistake(domain + " has mailboxes here; first remove it: sealpost domain remove " + domain);
            }
            RelayDomain wanted = wanted(domain, hosts, verify, senders);
            session.record(
                    domain.name(),
                    "mail is handed on: " + words(wanted),
                    domains(session).putting(wanted));
            session.say(domain + ": " + words(wanted));
        }

        private void end() {
            if (domains(session).of(domain).isEmpty()) {
                throw new Mistake(domain + " lies on no server behind this one; see: sealpost domain relays");
            }
            PeopleBehindChecks.requireNobody(session, domain);
            session.record(
                    domain.name(), "mail is handed on no more", domains(session).removing(domain));
            session.say("mail for " + domain + " is refused now; what waits in the queue goes to its mail exchangers");
        }
    }

    /** {@code sealpost domain relays}. */
    @Command(name = "relays", description = "List the domains whose mailboxes lie on servers behind this one.")
    static final class Relays implements Runnable {
        private final Session session;

        @Mixin
        private Form form = new Form();

        Relays(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<RelayDomain> all = domains(session).all();
            if (form.isJson()) {
                session.json(all.stream().map(RelayCommands::facts).toList());
                return;
            }
            session.table(
                    List.of("DOMAIN", "SERVER", "RECIPIENTS", "SENDERS"),
                    all.stream()
                            .map(one -> List.of(
                                    one.domain().name(),
                                    hosts(one),
                                    one.verified() ? "verified" : "not verified",
                                    one.senders().isEmpty() ? "-" : String.join(", ", one.senders())))
                            .toList());
        }
    }

    private static RelayDomain wanted(Domain domain, List<String> hosts, String verify, List<String> senders) {
        if (hosts.isEmpty()) {
            throw new Mistake("say to which server: --to HOST[:PORT]");
        }
        if (!List.of(ASKED, "none").contains(verify)) {
            throw new Mistake("expected recipients or none: " + verify);
        }
        try {
            return new RelayDomain(
                    domain,
                    hosts.stream().map(RelayDomain.Host::parse).toList(),
                    verify.equals(ASKED),
                    senders.stream().map(RelayCommands::address).distinct().toList());
        } catch (IllegalArgumentException e) {
            throw new Mistake(String.valueOf(e.getMessage()));
        }
    }

    /** As sessions show it. A name would have to be asked for with each message, and whoever answers could open the way out. */
    private static String address(String text) {
        if (!text.matches("[0-9.]+|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            throw new Mistake("a machine that sends is named by its IP address: " + text);
        }
        try {
            InetAddress address = InetAddress.getByName(text);
            if (address.isAnyLocalAddress() || address.isMulticastAddress()) {
                throw new Mistake("no machine has this address: " + text);
            }
            return address.getHostAddress();
        } catch (UnknownHostException e) {
            throw new Mistake("a machine that sends is named by its IP address: " + text);
        }
    }

    private static Map<String, Object> facts(RelayDomain one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("domain", one.domain().name());
        facts.put("hosts", one.hosts().stream().map(RelayDomain.Host::toString).toList());
        facts.put("verified", one.verified());
        facts.put("senders", one.senders());
        return facts;
    }

    private static String words(RelayDomain one) {
        return "to " + hosts(one) + "; recipients are " + (one.verified() ? "" : "not ") + "verified there; "
                + (one.senders().isEmpty()
                        ? "nobody sends to the outside through this server"
                        : "to the outside send " + String.join(", ", one.senders()));
    }

    private static String hosts(RelayDomain one) {
        return one.hosts().stream().map(RelayDomain.Host::toString).collect(Collectors.joining(", "));
    }

    private static RelayDomains domains(Session session) {
        return session.house().registry().relayDomains();
    }
}
