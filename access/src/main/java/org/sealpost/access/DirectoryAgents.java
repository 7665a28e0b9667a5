package org.sealpost.access;

import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.protection.AgentsLock.Agent;
import org.sealpost.protection.ArchivedKeys;
import org.sealpost.protection.CeremonyKey;

/**
 * Recovery agents who are people of the directory: their certificate is one that the house issued to them for it. What becomes of
 * the person or the certificate is seen.
 */
public final class DirectoryAgents {
    private final Directory directory;
    private final CertificateRepository certificates;
    private final ArchivedKeys keys;
    private final KeyEscrow escrow;
    private final Consumer<String> released;
    private final Clock clock;

    /** {@code released} is told each key that the server must not keep open any more. */
    public DirectoryAgents(
            Directory directory,
            CertificateRepository certificates,
            ArchivedKeys keys,
            KeyEscrow escrow,
            Consumer<String> released,
            Clock clock) {
        this.directory = directory;
        this.certificates = certificates;
        this.keys = keys;
        this.escrow = escrow;
        this.released = released;
        this.clock = clock;
    }

    /**
     * Makes somebody an agent with the newest of their certificates for it. Who is one already has this certificate from now on.
     *
     * @param name by which the agent is known; that of before, or the local part of the address if none is given
     * @param release whether the server gives up the agent's key if it has it: else it could open the agent's shares itself
     */
    public Agent appoint(MailAddress user, Optional<String> name, boolean release, String actor) {
        Account account = directory
                .account(user)
                .filter(Account::enabled)
                .orElseThrow(() -> new RecoveryRefused("there is no account " + user + " that is in use"));
        Certificate certificate = newest(account)
                .orElseThrow(() -> new RecoveryRefused(user
                        + " has no certificate of a key recovery agent that is in force; the template KeyRecoveryAgent has to be"
                        + " granted and deployed to them, and a CA administrator to agree: see docs/recovery.md"));
        Optional<Agent> before =
                escrow.agents().stream().filter(agent -> isOf(agent, account)).findFirst();
        Agent agent = new Agent(
                name.or(() -> before.map(Agent::name)).orElse(account.address().localPart()),
                certificate.facts().fingerprint(),
                CeremonyKey.certificate(certificate.der()));
        boolean here = escrow.opensSharesOf(agent);
        if (here && !release) {
            throw new RecoveryRefused(
                    "the server has the key of " + user + " and could open the shares by itself. Give it to"
                            + " them (sealpost cert export " + user
                            + " --out FILE), and when it is in their hands, add --release,"
                            + " which takes it away from here");
        }
        if (!here && before.map(Agent::fingerprint).equals(Optional.of(agent.fingerprint()))) {
            throw new RecoveryRefused(user + " is a recovery agent with this certificate already");
        }
        String keyId = KeyEscrow.keyId(agent);
        escrow.put(
                agent,
                before.map(Agent::fingerprint),
                here ? keys.releasing(keyId) : Change.none(),
                words(user, here),
                actor);
        released.accept(keyId);
        return agent;
    }

    private static String words(MailAddress user, boolean here) {
        return ", with the certificate of " + user + (here ? "; the server gives up the key to it" : "");
    }

    private Optional<Certificate> newest(Account account) {
        return certificates.find(account.address()).stream()
                .filter(one -> one.facts().isUsableFor(CertificateUse.RECOVER_KEYS, clock.instant()))
                // Those that outsiders issued say whatever the outsiders liked.
                .filter(one -> !one.facts().template().isEmpty())
                .filter(one -> one.facts().addresses().stream().allMatch(account::owns))
                .findFirst();
    }

    private boolean isOf(Agent agent, Account account) {
        return facts(agent).stream()
                .anyMatch(facts -> facts.addresses().stream().anyMatch(account::owns));
    }

    private Optional<CertificateFacts> facts(Agent agent) {
        return certificates
                .byFingerprint(agent.fingerprint())
                .map(Certificate::facts)
                .filter(facts -> !facts.template().isEmpty());
    }

    /** What an administrator should know about an agent. */
    public enum Concern {
        /** There is no account of theirs any more, or it is not in use. */
        LEFT,
        /** The certificate is revoked or on hold; nothing is closed to it. */
        REVOKED,
        /** There is a newer certificate than the one that shares are closed to. */
        RENEWED,
        /** The server itself can open the agent's shares. */
        KEY_IS_HERE
    }

    /** About an agent with a kit only the last can ever be. */
    public Set<Concern> concerns(Agent agent) {
        Set<Concern> concerns = EnumSet.noneOf(Concern.class);
        if (escrow.opensSharesOf(agent)) {
            concerns.add(Concern.KEY_IS_HERE);
        }
        facts(agent).ifPresent(facts -> {
            if (facts.status() == CertificateStatus.REVOKED || facts.status() == CertificateStatus.ON_HOLD) {
                concerns.add(Concern.REVOKED);
            }
            Optional<Account> account = account(facts.addresses());
            if (account.isEmpty()) {
                concerns.add(Concern.LEFT);
            }
            if (account.flatMap(this::newest)
                    .filter(newest -> !newest.facts().fingerprint().equals(agent.fingerprint()))
                    .isPresent()) {
                concerns.add(Concern.RENEWED);
            }
        });
        return concerns;
    }

    private Optional<Account> account(List<MailAddress> addresses) {
        return addresses.stream()
                .flatMap(address -> directory.account(address).stream())
                .filter(Account::enabled)
                .findFirst();
    }
}
