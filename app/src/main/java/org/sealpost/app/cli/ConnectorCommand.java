package org.sealpost.app.cli;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.pki.revocation.Network;
import org.sealpost.policy.ClientTrust;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.MachineRights;
import org.sealpost.protocols.smtp.ConnectorGuide;
import org.sealpost.protocols.smtp.SmtpListener;
import org.sealpost.protocols.tunnel.Tunnel;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost connector}: where mail comes in by SMTP, from whom, on which terms. */
@Command(name = "connector", description = "Where mail comes in by SMTP, from whom, and for what clients are trusted.")
final class ConnectorCommand implements Runnable {
    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    static CommandLine of(Session session) {
        return new CommandLine(new ConnectorCommand())
                .addSubcommand(new Listing(session))
                .addSubcommand(new Explaining(session));
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "say which: list, explain");
    }

    /** {@code sealpost connector list}. */
    @Command(name = "list", description = "All connectors: the usual ones and those of the configuration.")
    static final class Listing implements Runnable {
        private final Session session;

        @Mixin
        private Form form = new Form();

        Listing(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<SmtpListener> all = session.house().configuration().allConnectors();
            if (form.isJson()) {
                session.json(all.stream().map(ConnectorCommand::facts).toList());
                return;
            }
            session.table(
                    List.of("NAME", "KIND", "ADDRESS", "FROM", "TLS", "RIGHTS WITHOUT LOGIN"),
                    all.stream()
                            .map(one -> List.of(
                                    one.name(),
                                    word(one.kind()),
                                    address(one),
                                    clients(one).isEmpty() ? "anybody" : String.join(", ", clients(one)),
                                    tls(one),
                                    rightsInWords(one)))
                            .toList());
        }
    }

    /** {@code sealpost connector explain}. */
    @Command(
            name = "explain",
            description = "Tell which connectors would serve a client now, and for what they would trust it, and why.")
    static final class Explaining implements Runnable {
        private final Session session;

        @Parameters(paramLabel = "ADDRESS", description = "The IP address of a client.")
        private String address = "";

        @Mixin
        private Form form = new Form();

        Explaining(Session session) {
            this.session = session;
        }

        @Override
        public void run() {
            List<ConnectorGuide.Answer> answers = answers();
            if (form.isJson()) {
                session.json(answers.stream().map(Explaining::facts).toList());
                return;
            }
            if (answers.isEmpty()) {
                session.say("no connector serves " + address);
            }
            for (ConnectorGuide.Answer answer : answers) {
                session.say(answer.connector().name() + " on " + ConnectorCommand.address(answer.connector()) + ": "
                        + verdict(answer));
                session.say("  " + Explanation.sentences(answer.trust().because(), Locale.ENGLISH));
            }
        }

        private List<ConnectorGuide.Answer> answers() {
            try {
                // Only figures; no name is looked up.
                Network client = Network.of(address);
                if (address.contains("/")) {
                    throw new IllegalArgumentException("a network");
                }
                return new ConnectorGuide(session.house().configuration().allConnectors())
                        .forClient(InetAddress.getByAddress(client.address()));
            } catch (IllegalArgumentException | UnknownHostException e) {
                throw new Mistake("expected the IP address of a client such as 192.0.2.1: " + address);
            }
        }

        private static String verdict(ConnectorGuide.Answer answer) {
            return answer.trust().verdict() instanceof ClientTrust.Machine machine
                    ? "trusted: " + listed(words(machine.rights()))
                    : "a stranger, who brings mail for our people only";
        }

        private static Map<String, Object> facts(ConnectorGuide.Answer answer) {
            Map<String, Object> facts = new LinkedHashMap<>();
            facts.put("connector", answer.connector().name());
            facts.put("address", ConnectorCommand.address(answer.connector()));
            facts.put("rights", words(answer.trust().verdict().rights()));
            facts.put(
                    "because",
                    answer.trust().because().stream()
                            .map(finding -> finding.rule().name())
                            .toList());
            facts.put("words", Explanation.sentences(answer.trust().because(), Locale.ENGLISH));
            return facts;
        }
    }

    private static Map<String, Object> facts(SmtpListener one) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", one.name());
        facts.put("kind", word(one.kind()));
        facts.put("address", address(one));
        facts.put("from", clients(one));
        facts.put("tls", tls(one));
        facts.put("asksForCertificates", one.terms().asksForCertificates());
        facts.put(
                "balancers", one.terms().balancers().stream().map(Network::text).toList());
        facts.put("messagesPerMinute", one.terms().messagesPerMinute());
        facts.put("rights", words(one.terms().rights()));
        facts.put("tunnel", one.terms().tunnel().map(Tunnel::name).orElse(""));
        return facts;
    }

    private static String address(SmtpListener one) {
        return one.address().getAddress().getHostAddress() + ":" + one.address().getPort();
    }

    private static List<String> clients(SmtpListener one) {
        return one.terms().clients().stream().map(Network::text).toList();
    }

    private static String tls(SmtpListener one) {
        return word(one.terms().tls()) + (one.terms().tls13() ? ", 1.3 only" : "");
    }

    private static String rightsInWords(SmtpListener one) {
        List<String> words = new ArrayList<>(words(one.terms().rights()));
        one.terms().tunnel().ifPresent(tunnel -> words.add("only through " + tunnel.name()));
        return listed(words);
    }

    private static String listed(List<String> words) {
        return words.isEmpty() ? "none" : String.join(", ", words);
    }

    private static List<String> words(MachineRights rights) {
        List<String> words = new ArrayList<>();
        if (rights.relay()) {
            words.add("relay");
        }
        if (rights.ownSenders()) {
            words.add("own-senders");
        }
        if (rights.unfiltered()) {
            words.add("no-spam-filter");
        }
        return words;
    }

    private static String word(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
