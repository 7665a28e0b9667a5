package org.sealpost.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sealpost.access.RecoveryCeremony;
import org.sealpost.app.Recovery.Recovered;
import org.sealpost.identity.SpokenCode;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Explanation;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.RecoveryBook;
import org.sealpost.protection.RecoveryBook.Ceremony;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sealpost recovery}. */
@Command(
        name = "recovery",
        description = "Bring back encryption keys that were archived to recovery agents.",
        synopsisSubcommandLabel = "COMMAND")
final class RecoveryCommand {
    private static final int LISTED = 100;

    private final Session session;

    RecoveryCommand(Session session) {
        this.session = session;
    }

    private RecoveryCeremony ceremonies() {
        return session.house().recovery().ceremonies();
    }

    @Command(description = "How many agents must agree, and who hears of every recovery. Without options it is shown.")
    void policy(
            @Option(names = "--need", paramLabel = "N", description = "How many agents must agree.") @Nullable Integer need,
            @Option(names = "--alone", description = "It is meant that with --need 1 each agent alone opens every key.")
                    boolean alone,
            @Option(
                            names = "--auditor",
                            paramLabel = "ADDRESS",
                            description = "Somebody who is told of every recovery. May be given many times.")
                    @Nullable List<MailAddress> auditors,
            @Mixin Form form) {
        RecoveryBook.Terms terms = session.house().recovery().escrow().terms();
        if (need != null || auditors != null) {
            terms = new RecoveryBook.Terms(
                    need == null ? terms.need() : need, auditors == null ? terms.auditors() : auditors);
            session.house().recovery().escrow().set(terms, alone, session.actor());
            session.house().recovery().escrow().pass();
        }
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("need", terms.need());
        facts.put("agents", session.house().recovery().escrow().agents().size());
        facts.put(
                "auditors", terms.auditors().stream().map(MailAddress::toString).toList());
        tell(facts, form);
    }

    @Command(description = "How many keys are archived as they should be.")
    void status(@Mixin Form form) {
        var standing = session.house().recovery().escrow().standing();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("archived", standing.shared());
        facts.put("to be shared", standing.toBeShared());
        facts.put("to be shared by a ceremony", standing.needCeremony());
        tell(facts, form);
    }

    private void tell(Map<String, Object> facts, Form form) {
        if (form.isJson()) {
            session.json(facts);
        } else {
            facts.forEach((name, value) -> session.say(name + ": " + value));
        }
    }

    @Command(description = "Ask for the archived keys of an account. Each agent gets a folder of their own.")
    void request(
            @Parameters(paramLabel = "ADDRESS") MailAddress address,
            @Option(names = "--reason", required = true, description = "Why; the person and the auditors read it.")
                    String reason,
            @Option(names = "--ticket", defaultValue = "", description = "By which the case is known.") String ticket,
            @Option(
                            names = "--hours",
                            defaultValue = "24",
                            description = "How long the agents have; ${DEFAULT-VALUE} if not given.")
                    int hours,
            @Option(names = "--to", required = true, paramLabel = "FOLDER", description = "Where the folders go.")
                    Path folder) {
        Ceremony ceremony = ceremonies()
                .request(
                        new RecoveryCeremony.Request(address, reason, ticket, Duration.ofHours(hours)),
                        session.actor());
        Path to = session.file(folder).resolve(ceremony.id());
        try {
            for (AgentsLock.Share agent : ceremonies().agents(ceremony.id())) {
                RecoveryFiles.write(
                        to.resolve(agent.agent()),
                        ceremony,
                        agent.agent(),
                        ceremonies().shares(ceremony.id(), agent));
                session.say("for the agent " + agent.agent() + ": " + to.resolve(agent.agent()));
            }
        } catch (IOException e) {
            ceremonies().cancel(ceremony.id(), session.actor());
            throw new Mistake("the folders cannot be written to " + to + ": " + e.getMessage());
        }
        session.say("recovery: " + ceremony.id() + ", open until " + ceremony.expiresAt());
    }

    @Command(description = "Take an agent's approval: the folder as it came back.")
    void approve(@Parameters(paramLabel = "RECOVERY") String id, @Parameters(paramLabel = "FOLDER") Path folder) {
        String agent = ceremonies().approve(id, RecoveryFiles.approvals(session.file(folder)), session.actor());
        session.say(agent + " approved");
        ceremonies()
                .decide(id)
                .because()
                .forEach(finding -> session.say(Explanation.sentence(finding, Locale.ENGLISH)));
    }

    /** What becomes of the keys; one of them. */
    static final class Outcome {
        @Option(
                names = "--pkcs12",
                paramLabel = "FILE",
                description = "Hand them over in a file whose passphrase is printed once.")
        private @Nullable Path pkcs12;

        @Option(names = "--to-service", description = "Let the server open them, for the mailbox of somebody who left.")
        private boolean toService;

        @Option(names = "--share-anew", description = "Close them to the agents of today.")
        private boolean shareAnew;
    }

    @Command(description = "Finish a recovery that enough agents approved.")
    void finish(@Parameters(paramLabel = "RECOVERY") String id, @ArgGroup(multiplicity = "1") Outcome outcome) {
        if (outcome.pkcs12 != null) {
            handOver(id, session.file(outcome.pkcs12));
        } else if (outcome.toService) {
            session.say("the server opens " + ceremonies().giveToService(id, session.actor()) + " keys again");
        } else if (outcome.shareAnew) {
            session.say(ceremonies().shareAnew(id, session.actor()) + " keys are shared anew");
        }
    }

    private void handOver(String id, Path file) {
        String passphrase = SpokenCode.passphrase();
        Path openPgp = PrivateFile.requireNew(Path.of(file + ".asc"));
        AtomicReference<byte[]> secretKeys = new AtomicReference<>(new byte[0]);
        PrivateFile.create(file, () -> {
            Recovered recovered = session.house().recovery().recover(id, passphrase.toCharArray(), session.actor());
            secretKeys.set(recovered.openPgp());
            return recovered.pkcs12();
        });
        session.say("written: " + file);
        if (secretKeys.get().length > 0) {
            PrivateFile.create(openPgp, secretKeys::get);
            session.say("written: " + openPgp + " (OpenPGP)");
        }
        session.say("passphrase of the file: " + passphrase);
        session.say("It is shown once.");
    }

    @Command(description = "Give up a recovery.")
    void cancel(@Parameters(paramLabel = "RECOVERY") String id) {
        ceremonies().cancel(id, session.actor());
        session.say("cancelled " + id);
    }

    @Command(description = "List recoveries, the newest first.")
    void list(@Mixin Form form) {
        List<Ceremony> found = ceremonies().list(LISTED);
        if (form.isJson()) {
            session.json(found.stream().map(RecoveryCommand::facts).toList());
        } else {
            session.table(
                    List.of("RECOVERY", "ACCOUNT", "STATE", "REQUESTED", "BY", "REASON"),
                    found.stream()
                            .map(one -> List.of(
                                    one.id(),
                                    one.owner(),
                                    state(one),
                                    one.requestedAt().toString(),
                                    one.requester(),
                                    one.reason()))
                            .toList());
        }
    }

    private static String state(Ceremony ceremony) {
        return ceremony.state().name().toLowerCase(Locale.ROOT);
    }

    private static Map<String, Object> facts(Ceremony ceremony) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("recovery", ceremony.id());
        facts.put("account", ceremony.owner());
        facts.put("state", state(ceremony));
        facts.put("requestedAt", ceremony.requestedAt().toString());
        facts.put("expiresAt", ceremony.expiresAt().toString());
        facts.put("requester", ceremony.requester());
        facts.put("reason", ceremony.reason());
        facts.put("ticket", ceremony.ticket());
        return facts;
    }
}
