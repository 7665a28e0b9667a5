package org.sealpost.app.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sealpost.access.KeyEscrow;
import org.sealpost.identity.Fingerprint;
import org.sealpost.protection.AgentsLock;
import org.sealpost.store.Pem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sealpost recovery agents}. */
@Command(name = "agents", description = "Those who can bring keys back together.", synopsisSubcommandLabel = "COMMAND")
final class RecoveryAgentsCommand {
    private static final int LIMIT_BYTES = 64 * 1024;

    private final Session session;

    RecoveryAgentsCommand(Session session) {
        this.session = session;
    }

    private KeyEscrow escrow() {
        return session.house().recovery().escrow();
    }

    @Command(description = "Give an agent shares from now on. Keys that are there already are shared anew.")
    void add(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "CERTIFICATE", description = "For encryption; PEM or DER.") Path file) {
        AgentsLock.Agent agent = read(name, session.file(file));
        escrow().add(agent, session.actor());
        session.say("added " + name + ", certificate " + agent.fingerprint());
        pass();
    }

    @Command(description = "Give an agent no shares any more.")
    void remove(@Parameters(paramLabel = "NAME") String name) {
        escrow().remove(name, session.actor());
        session.say("removed " + name);
        pass();
    }

    private void pass() {
        int agents = escrow().agents().size();
        int need = escrow().terms().need();
        if (agents < need) {
            session.say("keys are archived once there are at least " + need + " agents; now there are " + agents);
            return;
        }
        session.say("archived to " + agents + " agents, of whom " + need + " must agree: " + escrow().pass() + " keys");
        int left = escrow().standing().needCeremony();
        if (left > 0) {
            session.say(left + " keys, which the server cannot open, need a recovery with --share-anew");
        }
    }

    @Command(description = "List the agents.")
    void list(@Mixin Form form) {
        List<AgentsLock.Agent> agents = escrow().agents();
        if (form.isJson()) {
            session.json(agents.stream().map(RecoveryAgentsCommand::facts).toList());
        } else {
            session.table(
                    List.of("NAME", "UNTIL", "FINGERPRINT"),
                    agents.stream()
                            .map(agent -> List.of(
                                    agent.name(),
                                    agent.certificate()
                                            .getNotAfter()
                                            .toInstant()
                                            .toString(),
                                    agent.fingerprint()))
                            .toList());
        }
    }

    private static Map<String, Object> facts(AgentsLock.Agent agent) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("name", agent.name());
        facts.put("fingerprint", agent.fingerprint());
        facts.put("until", agent.certificate().getNotAfter().toInstant().toString());
        return facts;
    }

    private static AgentsLock.Agent read(String name, Path file) {
        try {
            var certificate = Pem.certificate(GivenFile.bytes(file, LIMIT_BYTES));
            return new AgentsLock.Agent(name, Fingerprint.of(certificate.getEncoded()), certificate);
        } catch (IllegalArgumentException | GeneralSecurityException e) {
            throw new Mistake(file + " is not an X.509 certificate, PEM or DER");
        }
    }
}
