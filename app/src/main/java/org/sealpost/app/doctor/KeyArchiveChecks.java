package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.access.KeyEscrow;
import org.sealpost.app.House;
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
        if (agents.size() < need) {
            return List.of(Diagnosis.warning(
                    AGENTS,
                    "keys that the server does not open, and backups whose passphrase is lost, cannot be brought back",
                    "there are " + agents.size() + " recovery agents, and " + need + " must agree",
                    "make kits and add agents; three, of whom two must agree, suit most: docs/recovery.md"));
        }
        List<Diagnosis> found = new ArrayList<>();
        found.add(Diagnosis.good(AGENTS, need + " of " + agents.size() + " recovery agents must agree"));
        found.add(archived(escrow.standing()));
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
