package org.sealpost.access;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.sealpost.identity.Fingerprint;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.ArchiveFacts;
import org.sealpost.policy.ArchivePolicy;
import org.sealpost.policy.ArchiveVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecoveryAgents;
import org.sealpost.policy.RecoveryRule;
import org.sealpost.protection.AgentEnvelope;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.ArchivedKeys;
import org.sealpost.protection.ArchivedKeys.ArchivedKey;
import org.sealpost.protection.RecoveryBook;
import org.sealpost.protection.ThresholdSecret;

/**
 * Who can bring back an encryption key that its person lost: so many recovery agents together. Sees to it that every key for
 * encryption is in shares to the agents of today, as far as the server can open it.
 */
public final class KeyEscrow {
    private static final String ACTOR = "key archive";
    private static final int PAGE = 200;

    private final ArchivedKeys keys;
    private final RecoveryBook book;
    private final RecoveryAgents known;
    private final Supplier<Set<String>> archiving;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Runnable changed;

    /**
     * Over the archive.
     *
     * @param archiving the names of the templates whose keys are archived
     * @param changed called when there are other agents, or other terms: certificates may have waited for it
     */
    public KeyEscrow(
            ArchivedKeys keys,
            RecoveryBook book,
            RecoveryAgents known,
            Supplier<Set<String>> archiving,
            AuditLog auditLog,
            Clock clock,
            Runnable changed) {
        this.keys = keys;
        this.book = book;
        this.known = known;
        this.changed = changed;
        this.archiving = archiving;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * How the archive stands.
     *
     * @param shared keys in shares to the agents of today
     * @param toBeShared keys that the next pass shares
     * @param needCeremony keys that only the agents of before can share anew, since the server cannot open them
     */
    public record Standing(int shared, int toBeShared, int needCeremony) {}

    /** Gives an agent shares from now on; refuses one whose certificate cannot be encrypted to, or who is one already. */
    public void add(AgentsLock.Agent agent, String actor) {
        if (opensSharesOf(agent)) {
            throw new RecoveryRefused(
                    "the server has the key to this certificate and could open the shares by itself; for"
                            + " somebody of the directory use --user");
        }
        put(agent, Optional.empty(), Change.none(), "", actor);
    }

    /** Whether the server has the agent's key, too. */
    boolean opensSharesOf(AgentsLock.Agent agent) {
        Optional<byte[]> dataKey = keys.dataKey(keyId(agent));
        dataKey.ifPresent(bytes -> Arrays.fill(bytes, (byte) 0));
        return dataKey.isPresent();
    }

    static String keyId(AgentsLock.Agent agent) {
        return Fingerprint.of(agent.certificate().getPublicKey().getEncoded());
    }

    /**
     * As above, in the place of another certificate if there is one.
     *
     * @param replaced fingerprint of the certificate to which nothing is closed any more
     * @param together made in the same transaction
     * @param words what the record says about it
     */
    void put(AgentsLock.Agent agent, Optional<String> replaced, Change together, String words, String actor) {
        if (!agent.name().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new RecoveryRefused("an agent's name has 1 to 64 letters, digits, dots and dashes: " + agent.name());
        }
        requireNew(agent, replaced);
        requireEncrypts(agent.certificate());
        Change change = replaced.map(book::removing)
                .orElseGet(Change::none)
                .and(book.adding(agent, clock.instant()))
                .and(together);
        record(actor, agent.fingerprint(), "add the recovery agent " + agent.name() + words, change);
    }

    private void requireNew(AgentsLock.Agent agent, Optional<String> replaced) {
        List<AgentsLock.Agent> others = book.agents().stream()
                .filter(one -> !replaced.equals(Optional.of(one.fingerprint())))
                .toList();
        for (AgentsLock.Agent other : others) {
            if (other.name().equals(agent.name()) || other.fingerprint().equals(agent.fingerprint())) {
                throw new RecoveryRefused(
                        "there is a recovery agent of this name or certificate already: " + other.name());
            }
        }
        if (others.size() >= ThresholdSecret.SHARES_LIMIT) {
            throw new RecoveryRefused("there are at most " + ThresholdSecret.SHARES_LIMIT + " recovery agents");
        }
    }

    private static void requireEncrypts(X509Certificate certificate) {
        boolean[] usage = certificate.getKeyUsage();
        // RFC 5280 section 4.2.1.3: bit 2 is keyEncipherment, bit 4 is keyAgreement.
        if (usage != null && !usage[2] && !usage[4]) {
            throw new RecoveryRefused("the certificate must be one for encryption (keyEncipherment or keyAgreement)");
        }
        try {
            AgentEnvelope.seal(new byte[1], certificate);
        } catch (IllegalArgumentException e) {
            throw new RecoveryRefused("nothing can be encrypted to this certificate: it needs an RSA or EC key");
        }
    }

    /** Gives an agent no shares any more; those of before stay good until the keys are shared anew. */
    public void remove(String name, String actor) {
        AgentsLock.Agent agent = book.agents().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RecoveryRefused("there is no recovery agent of the name " + name));
        record(actor, agent.fingerprint(), "remove the recovery agent " + name, book.removing(agent.fingerprint()));
    }

    /**
     * Says how many agents must agree, and who hears of recoveries.
     *
     * @param alone whether it is meant that one agent alone opens every key
     */
    public void set(RecoveryBook.Terms terms, boolean alone, String actor) {
        if (terms.need() < 1 || terms.need() > ThresholdSecret.SHARES_LIMIT) {
            throw new RecoveryRefused("expected a number of agents from 1 to " + ThresholdSecret.SHARES_LIMIT);
        }
        if (terms.need() == 1 && !alone) {
            throw new RecoveryRefused(
                    "with --need 1 every agent alone opens the mail of everybody; if that is meant, add --alone");
        }
        String auditors = terms.auditors().isEmpty()
                ? ""
                : "; auditors "
                        + terms.auditors().stream().map(MailAddress::toString).collect(Collectors.joining(", "));
        record(actor, "recovery", terms.need() + " recovery agents must agree" + auditors, book.setting(terms));
    }

    public RecoveryBook.Terms terms() {
        return book.terms();
    }

    public List<AgentsLock.Agent> agents() {
        return book.agents();
    }

    /** Whether keys can be archived to the agents of today, and to which of them. */
    public Decision<ArchiveVerdict> decide() {
        return ArchivePolicy.decide(known.facts(clock.instant()));
    }

    /** Closes data keys to the agents of today. */
    record Closing(int need, List<AgentsLock.Agent> agents) {
        AgentsLock close(byte[] dataKey) {
            return AgentsLock.close(dataKey, need, agents);
        }
    }

    /** Empty if keys cannot be archived now. */
    Optional<Closing> closing() {
        return decide().verdict() instanceof ArchiveVerdict.Close close
                ? Optional.of(new Closing(
                        close.need(),
                        book.agents().stream()
                                .filter(agent -> close.fingerprints().contains(agent.fingerprint()))
                                .toList()))
                : Optional.empty();
    }

    /** Shares every key that is not yet in shares to the agents of today; returns how many. Safe to run at any time. */
    public int pass() {
        Optional<Closing> closing = closing();
        if (closing.isEmpty()) {
            return 0;
        }
        ArchiveFacts facts = known.facts(clock.instant());
        Set<String> templates = archiving.get();
        int shared = 0;
        String last = "";
        for (List<ArchivedKey> page = keys.after(last, PAGE, templates);
                !page.isEmpty();
                page = keys.after(last, PAGE, templates)) {
            for (ArchivedKey key : page) {
                shared += isCurrent(key, facts) ? 0 : share(key, closing.get());
            }
            last = page.getLast().keyId();
        }
        return shared;
    }

    private int share(ArchivedKey key, Closing closing) {
        Optional<byte[]> dataKey = keys.dataKey(key.keyId());
        if (dataKey.isEmpty()) {
            return 0;
        }
        try {
            auditLog.append(
                    List.of(new AuditEvent(
                            clock.instant(),
                            AuditAction.USE_KEY,
                            ACTOR,
                            key.owner(),
                            "key " + key.keyId() + " is closed to " + closing.agents.size()
                                    + " recovery agents, of whom " + closing.need + " open it",
                            List.of(Finding.of(RecoveryRule.KEY_SHARED_BY_ROUTINE)))),
                    keys.sharing(key.keyId(), closing.close(dataKey.get())));
            return 1;
        } finally {
            Arrays.fill(dataKey.get(), (byte) 0);
        }
    }

    /** Whether everybody who is an agent now has a share, and nobody who must not have one. */
    private static boolean isCurrent(ArchivedKey key, ArchiveFacts facts) {
        return key.agents()
                .filter(lock -> lock.need() == facts.need())
                .map(KeyEscrow::fingerprints)
                .filter(shared ->
                        shared.containsAll(facts.inForce()) && facts.trusted().containsAll(shared))
                .isPresent();
    }

    private static Set<String> fingerprints(AgentsLock lock) {
        return lock.shares().stream().map(AgentsLock.Share::fingerprint).collect(Collectors.toSet());
    }

    /** Counts how many keys are shared as they should be. */
    public Standing standing() {
        ArchiveFacts facts = known.facts(clock.instant());
        int shared = 0;
        int toBeShared = 0;
        int needCeremony = 0;
        Set<String> templates = archiving.get();
        String last = "";
        for (List<ArchivedKey> page = keys.after(last, PAGE, templates);
                !page.isEmpty();
                page = keys.after(last, PAGE, templates)) {
            for (ArchivedKey key : page) {
                if (isCurrent(key, facts)) {
                    shared++;
                } else if (key.service()) {
                    toBeShared++;
                } else {
                    needCeremony++;
                }
            }
            last = page.getLast().keyId();
        }
        return new Standing(shared, toBeShared, needCeremony);
    }

    private void record(String actor, String subject, String outcome, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        actor,
                        subject,
                        outcome,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                change);
        changed.run();
    }
}
