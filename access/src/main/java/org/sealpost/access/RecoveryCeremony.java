package org.sealpost.access;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sealpost.identity.SpokenCode;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecoveryFacts;
import org.sealpost.policy.RecoveryPolicy;
import org.sealpost.policy.RecoveryRule;
import org.sealpost.policy.RecoveryVerdict;
import org.sealpost.protection.AgentEnvelope;
import org.sealpost.protection.AgentsLock;
import org.sealpost.protection.ArchivedKeys;
import org.sealpost.protection.ArchivedKeys.ArchivedKey;
import org.sealpost.protection.CeremonyKey;
import org.sealpost.protection.RecoveryBook;
import org.sealpost.protection.RecoveryBook.Approval;
import org.sealpost.protection.RecoveryBook.Ceremony;
import org.sealpost.protection.RecoveryBook.State;
import org.sealpost.protection.VaultFailure;

/**
 * How keys come back: somebody asks with a reason; each agent opens the own share with the own key, elsewhere, and closes it to
 * this recovery; when enough have done so, the server puts the keys together in memory, hands them over and forgets them. Every
 * step is a line of the audit log, and the person and the auditors are told.
 */
public final class RecoveryCeremony {
    public static final Duration STANDARD_TIME = Duration.ofHours(24);

    private static final Duration LONGEST = Duration.ofDays(14);
    private static final int LISTED = 1_000;
    private static final int OPEN_LIMIT = 100;

    private final ArchivedKeys keys;
    private final RecoveryBook book;
    private final KeyEscrow escrow;
    private final AuditLog auditLog;
    private final Notices notices;
    private final Clock clock;

    public RecoveryCeremony(
            ArchivedKeys keys, RecoveryBook book, KeyEscrow escrow, AuditLog auditLog, Notices notices, Clock clock) {
        this.keys = keys;
        this.book = book;
        this.escrow = escrow;
        this.auditLog = auditLog;
        this.notices = notices;
        this.clock = clock;
    }

    /** Takes one recovered key; must not keep it. */
    @FunctionalInterface
    public interface Taker {
        void take(String keyId, PrivateKey key);
    }

    /** What is asked for. */
    public record Request(MailAddress account, String reason, String ticket, Duration time) {
        public Request {
            if (reason.isBlank()) {
                throw new RecoveryRefused("a recovery needs a reason; the person and the auditors read it");
            }
            if (!time.isPositive() || time.compareTo(LONGEST) > 0) {
                throw new RecoveryRefused("a recovery is open for at most " + LONGEST.toDays() + " days");
            }
        }
    }

    /** Opens a recovery of all keys of an account that are archived to agents. */
    public Ceremony request(Request request, String actor) {
        expire();
        if (archived(request.account().key()).isEmpty()) {
            throw new RecoveryRefused("no key of " + request.account() + " is archived to recovery agents");
        }
        if (book.ceremonies(LISTED).stream()
                        .filter(one -> one.state() == State.OPEN)
                        .count()
                >= OPEN_LIMIT) {
            throw new RecoveryRefused("there are " + OPEN_LIMIT + " recoveries open; finish or cancel some first");
        }
        Instant now = clock.instant();
        String id = SpokenCode.name();
        CeremonyKey key = CeremonyKey.forRecovery(id, now, now.plus(request.time()));
        Ceremony ceremony = new Ceremony(
                id,
                request.account().key(),
                actor,
                request.reason(),
                request.ticket(),
                State.OPEN,
                now,
                now.plus(request.time()),
                encoded(key.certificate()));
        append(
                ceremony,
                actor,
                "a recovery of the keys of " + ceremony.owner() + " is requested, open until " + ceremony.expiresAt(),
                List.of(requested(ceremony)),
                book.opening(ceremony, key.key()));
        return ceremony;
    }

    /**
     * What one agent needs to approve: the agent's share of each key, closed to the agent's certificate.
     *
     * @return CMS EnvelopedData by key
     */
    public Map<String, byte[]> shares(String id, AgentsLock.Share agent) {
        return sharesOf(open(id), agent.fingerprint());
    }

    /** All agents who hold a share of any of the keys, each once. */
    public List<AgentsLock.Share> agents(String id) {
        Map<String, AgentsLock.Share> found = new LinkedHashMap<>();
        for (ArchivedKey key : archived(known(id).owner())) {
            key.agents().orElseThrow().shares().forEach(share -> found.putIfAbsent(share.fingerprint(), share));
        }
        return List.copyOf(found.values());
    }

    private Map<String, byte[]> sharesOf(Ceremony ceremony, String fingerprint) {
        Map<String, byte[]> shares = new LinkedHashMap<>();
        for (ArchivedKey key : archived(ceremony.owner())) {
            key.agents().orElseThrow().shares().stream()
                    .filter(share -> share.fingerprint().equals(fingerprint))
                    .forEach(share -> shares.put(key.keyId(), share.closed()));
        }
        return shares;
    }

    /**
     * Takes an agent's approval: the opened shares, closed to the certificate of this recovery. Whose they are is seen from the
     * shares themselves; nobody else could have opened them.
     *
     * @param approvals CMS EnvelopedData by key
     * @return the name of the agent
     */
    public String approve(String id, Map<String, byte[]> approvals, String actor) {
        Ceremony ceremony = open(id);
        PrivateKey key = key(ceremony);
        X509Certificate certificate = certificate(ceremony);
        List<Approval> taken = new ArrayList<>();
        List<String> agents = new ArrayList<>();
        for (ArchivedKey archived : archived(ceremony.owner())) {
            byte[] closed = approvals.get(archived.keyId());
            if (closed != null) {
                AgentsLock lock = archived.agents().orElseThrow();
                AgentsLock.Share share = shareOf(lock, closed, certificate, key);
                taken.add(new Approval(share.fingerprint(), archived.keyId(), closed));
                agents.add(share.agent());
            }
        }
        if (taken.isEmpty()) {
            throw new RecoveryRefused("none of this is about a key of the recovery " + id);
        }
        if (agents.stream().distinct().count() > 1) {
            throw new RecoveryRefused("these are shares of several agents; each approves alone");
        }
        append(
                ceremony,
                actor,
                "the recovery agent " + agents.getFirst() + " approves " + taken.size() + " keys",
                List.of(requested(ceremony)),
                book.approving(id, taken, clock.instant()));
        return agents.getFirst();
    }

    private static AgentsLock.Share shareOf(
            AgentsLock lock, byte[] closed, X509Certificate certificate, PrivateKey key) {
        byte[] share = AgentEnvelope.open(closed, certificate, key);
        try {
            return lock.shares().get(lock.place(share) - 1);
        } finally {
            Arrays.fill(share, (byte) 0);
        }
    }

    /** How it stands and what is still missing. */
    public Decision<RecoveryVerdict> decide(String id) {
        Ceremony ceremony = known(id);
        List<Approval> approvals = book.approvals(id);
        List<RecoveryFacts.Key> facts = archived(ceremony.owner()).stream()
                .map(key -> new RecoveryFacts.Key(
                        key.keyId(),
                        (int) approvals.stream()
                                .filter(one -> one.keyId().equals(key.keyId()))
                                .count(),
                        key.agents().orElseThrow().need()))
                .toList();
        return RecoveryPolicy.decide(new RecoveryFacts(
                ceremony.state().name().toLowerCase(Locale.ROOT), ceremony.expiresAt(), clock.instant(), facts));
    }

    /** Hands the keys over, each to be used at once; nothing of them stays here. */
    public int handOver(String id, Taker taker, String actor) {
        return finish(id, actor, "handed over to the requester", (key, dataKey) -> {
            taker.take(key.keyId(), keys.open(key.keyId(), dataKey));
            return Change.none();
        });
    }

    /** Lets the server open the keys again by itself, for the mailbox of somebody who left. */
    public int giveToService(String id, String actor) {
        return finish(
                id, actor, "given back to the server", (key, dataKey) -> keys.closingForService(key.keyId(), dataKey));
    }

    /** Puts the keys in shares to the agents of today, where only those of before could do it. */
    public int shareAnew(String id, String actor) {
        KeyEscrow.Closing today = escrow.closing()
                .orElseThrow(
                        () -> new RecoveryRefused("there are fewer recovery agents than must agree; add some first"));
        return finish(
                id,
                actor,
                "shared anew to " + today.agents().size() + " recovery agents",
                (key, dataKey) -> keys.sharing(key.keyId(), today.close(dataKey)));
    }

    private interface Use {
        Change of(ArchivedKey key, byte[] dataKey);
    }

    private int finish(String id, String actor, String outcome, Use use) {
        Decision<RecoveryVerdict> decision = decide(id);
        if (decision.verdict() == RecoveryVerdict.EXPIRE) {
            expire();
        }
        if (decision.verdict() != RecoveryVerdict.COMBINE) {
            throw new RecoveryRefused("the recovery " + id + " cannot be finished: " + words(decision));
        }
        Ceremony ceremony = known(id);
        List<ArchivedKey> all = archived(ceremony.owner());
        Change changes = Change.none();
        for (ArchivedKey key : all) {
            byte[] dataKey = combine(ceremony, key);
            try {
                changes = changes.and(use.of(key, dataKey));
            } finally {
                Arrays.fill(dataKey, (byte) 0);
            }
        }
        List<Finding> because = new ArrayList<>(decision.because());
        because.add(requested(ceremony));
        append(
                ceremony,
                actor,
                all.size() + " keys of " + ceremony.owner() + " are " + outcome,
                because,
                changes.and(book.ending(id, State.DONE)));
        tell(ceremony, outcome, actor);
        return all.size();
    }

    private byte[] combine(Ceremony ceremony, ArchivedKey key) {
        PrivateKey opening = key(ceremony);
        X509Certificate certificate = certificate(ceremony);
        List<byte[]> shares = book.approvals(ceremony.id()).stream()
                .filter(one -> one.keyId().equals(key.keyId()))
                .map(one -> AgentEnvelope.open(one.closed(), certificate, opening))
                .toList();
        try {
            return key.agents().orElseThrow().open(shares);
        } finally {
            shares.forEach(share -> Arrays.fill(share, (byte) 0));
        }
    }

    public void cancel(String id, String actor) {
        Ceremony ceremony = open(id);
        append(
                ceremony,
                actor,
                "the recovery is cancelled",
                List.of(requested(ceremony)),
                book.ending(id, State.CANCELLED));
    }

    /** Ends those whose time is over. */
    public int expire() {
        int expired = 0;
        for (Ceremony ceremony : book.ceremonies(LISTED)) {
            if (ceremony.state() == State.OPEN && !clock.instant().isBefore(ceremony.expiresAt())) {
                append(
                        ceremony,
                        "house",
                        "the recovery ended without result",
                        List.of(Finding.of(RecoveryRule.RECOVERY_EXPIRED, ceremony.expiresAt())),
                        book.ending(ceremony.id(), State.EXPIRED));
                expired++;
            }
        }
        return expired;
    }

    public List<Ceremony> list(int limit) {
        return book.ceremonies(limit);
    }

    /** The recovery of this name. */
    public Ceremony known(String id) {
        return book.ceremony(id).orElseThrow(() -> new RecoveryRefused("there is no recovery " + id));
    }

    private Ceremony open(String id) {
        expire();
        Ceremony ceremony = known(id);
        if (ceremony.state() != State.OPEN) {
            throw new RecoveryRefused(
                    "the recovery " + id + " is " + ceremony.state().name().toLowerCase(Locale.ROOT));
        }
        return ceremony;
    }

    private List<ArchivedKey> archived(String owner) {
        return keys.of(owner).stream().filter(key -> key.agents().isPresent()).toList();
    }

    private PrivateKey key(Ceremony ceremony) {
        return book.key(ceremony.id())
                .orElseThrow(() -> new VaultFailure("the key of the recovery " + ceremony.id() + " is gone", null));
    }

    private static X509Certificate certificate(Ceremony ceremony) {
        return CeremonyKey.certificate(ceremony.certificate());
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Finding requested(Ceremony ceremony) {
        return Finding.of(
                RecoveryRule.RECOVERY_REQUESTED,
                ceremony.requester(),
                ceremony.owner(),
                ceremony.reason(),
                ceremony.ticket());
    }

    private static String words(Decision<RecoveryVerdict> decision) {
        return Explanation.sentence(decision.because().getFirst(), Locale.ENGLISH);
    }

    private void append(Ceremony ceremony, String actor, String outcome, List<Finding> because, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(), AuditAction.USE_KEY, actor, "recovery " + ceremony.id(), outcome, because)),
                change);
    }

    private void tell(Ceremony ceremony, String outcome, String actor) {
        RecoveryNotice notice = new RecoveryNotice(ceremony, outcome, actor);
        List<MailAddress> readers = new ArrayList<>(List.of(MailAddress.parse(ceremony.owner())));
        readers.addAll(book.terms().auditors());
        readers.forEach(reader -> notices.tell(reader, notice.subject(), notice.text()));
    }
}
