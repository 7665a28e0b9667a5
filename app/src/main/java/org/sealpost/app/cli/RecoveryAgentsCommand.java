package org.sealpost.app.cli;

import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.access.KeyEscrow;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.ArchiveVerdict;
import org.sealpost.protection.AgentsLock;
import org.sealpost.store.Pem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

    @Command(
            description =
                    "Give an agent shares from now on, by a certificate in a file, or as a person of the directory with the"
                            + " newest certificate that was issued to them for it. Keys that are there already are shared anew.")
    void add(
            @Parameters(paramLabel = "NAME", arity = "0..1", description = "By which the agent is known.") @Nullable String name,
            @Parameters(paramLabel = "CERTIFICATE", arity = "0..1", description = "For encryption; PEM or DER.")
                    @Nullable Path file,
            @Option(names = "--user", paramLabel = "ADDRESS", description = "Somebody of the directory.") @Nullable MailAddress user,
            @Option(
                            names = "--release",
                            description = "With --user: they have the key (cert export); the server gives it up.")
                    boolean release) {
        AgentsLock.Agent agent;
        if (user != null && file == null) {
            agent = session.house()
                    .recovery()
                    .directoryAgents()
                    .appoint(user, Optional.ofNullable(name), release, session.actor());
        } else if (user == null && name != null && file != null && !release) {
            agent = read(name, session.file(file));
            escrow().add(agent, session.actor());
        } else {
            throw new Mistake("expected a name and the file of a certificate, or --user ADDRESS");
        }
        session.say("added " + agent.name() + ", certificate " + agent.fingerprint());
        pass();
    }

    @Command(description = "Give an agent no shares any more.")
    void remove(@Parameters(paramLabel = "NAME") String name) {
        escrow().remove(name, session.actor());
        session.say("removed " + name);
        pass();
    }

    private void pass() {
        int need = escrow().terms().need();
        switch (escrow().decide().verdict()) {
            case ArchiveVerdict.NoAgents none -> session.say("there are no agents; keys are archived to nobody");
            case ArchiveVerdict.Wait wait ->
                session.say("fewer than the " + need
                        + " agents who must agree have a certificate that counts: until there are"
                        + " enough, nobody gets a certificate whose key is to be archived");
            case ArchiveVerdict.Close close -> archived(close.fingerprints().size(), need);
        }
    }

    private void archived(int agents, int need) {
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
