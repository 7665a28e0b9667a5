package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.access.DirectoryAgents;
import org.sealpost.access.KeyEscrow;
import org.sealpost.app.House;
import org.sealpost.policy.ArchiveVerdict;
import org.sealpost.protection.AgentsLock;

/** Whether encryption keys could be brought back if the server's own way to them were gone. */
final class KeyArchiveChecks implements Check {
    private static final String ARCHIVED = "SP-KEY-002";
    private static final String AGENTS = "SP-KEY-003";
    private static final Duration EARLY = Duration.ofDays(90);

    private final House house;

    KeyArchiveChecks(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        KeyEscrow escrow = house.recovery().escrow();
        List<AgentsLock.Agent> agents = escrow.agents();
        int need = escrow.terms().need();
        List<Diagnosis> found = new ArrayList<>();
        switch (escrow.decide().verdict()) {
            case ArchiveVerdict.NoAgents none ->
                found.add(Diagnosis.warning(
                        AGENTS,
                        "keys that the server does not open, and backups whose passphrase is lost, cannot be brought back",
                        "there are no recovery agents, and " + need + " must agree",
                        "make kits and add agents; three, of whom two must agree, suit most: docs/recovery.md"));
            case ArchiveVerdict.Wait wait ->
                found.add(
                        Diagnosis.failure(
                                AGENTS,
                                "nobody gets a new certificate for encryption whose key is to be archived, since it could not be",
                                "of " + agents.size() + " recovery agents fewer than the " + need
                                        + " who must agree have a certificate that is in force and not revoked",
                                "add agents: sealpost recovery agents add, or let fewer agree: sealpost recovery policy --need"));
            case ArchiveVerdict.Close close -> {
                found.add(Diagnosis.good(
                        AGENTS, need + " of " + close.fingerprints().size() + " recovery agents must agree"));
                found.add(archived(escrow.standing()));
            }
        }
        agents.forEach(agent -> house.recovery()
                .directoryAgents()
                .concerns(agent)
                .forEach(concern -> found.add(concern(agent.name(), concern))));
        Instant soon = house.clock().instant().plus(EARLY);
        agents.stream()
                .filter(agent -> agent.certificate().getNotAfter().toInstant().isBefore(soon))
                .forEach(agent -> found.add(Diagnosis.warning(
                        AGENTS,
                        "an organisation that looks at dates does not accept this agent any more",
                        "the certificate of the recovery agent " + agent.name() + " ends on "
                                + agent.certificate().getNotAfter().toInstant(),
                        "make a new kit, add it under another name, then: sealpost recovery agents remove "
                                + agent.name())));
        return found;
    }

    private static Diagnosis concern(String agent, DirectoryAgents.Concern concern) {
        String remove = "sealpost recovery agents remove " + agent;
        return switch (concern) {
            case LEFT ->
                Diagnosis.warning(
                        AGENTS,
                        "somebody who left can still help to bring back keys, and perhaps nobody finds them when needed",
                        "the recovery agent " + agent + " has no account that is in use",
                        "add somebody else, then: " + remove);
            case REVOKED ->
                Diagnosis.warning(
                        AGENTS,
                        "one agent less can agree: nothing is closed to a certificate that must not be used",
                        "the certificate of the recovery agent " + agent + " is revoked or on hold",
                        "add somebody else, then: " + remove);
            case RENEWED ->
                Diagnosis.warning(
                        AGENTS,
                        "shares are closed to a certificate that ends, though there is a newer one",
                        "the recovery agent " + agent + " has a newer certificate",
                        "sealpost recovery agents add --user ADDRESS");
            case KEY_IS_HERE ->
                Diagnosis.failure(
                        AGENTS,
                        "who has the server has one agent less to ask",
                        "the server itself can open the shares of the recovery agent " + agent,
                        "sealpost cert export ADDRESS --out FILE for them, then: sealpost recovery agents add --user ADDRESS"
                                + " --release");
        };
    }

    private static Diagnosis archived(KeyEscrow.Standing standing) {
        String evidence = standing.shared() + " keys are archived to the agents of today, " + standing.toBeShared()
                + " follow within minutes, " + standing.needCeremony() + " only the agents of before can share anew";
        return standing.needCeremony() == 0
                ? Diagnosis.good(ARCHIVED, evidence)
                : Diagnosis.warning(
                        ARCHIVED,
                        "the agents of today cannot bring back some keys",
                        evidence,
                        "for each account: sealpost recovery request ADDRESS ..., and finish it with --share-anew");
    }
}
