package org.sealpost.enrollment;

import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.enrollment.OpenPgpEnrollment.Ring;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys.Holding;
import org.sealpost.identity.OpenPgpKeys.Owned;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.OpenPgpWorkshop.Reason;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.ArchiveVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.OpenPgpLearningFacts;
import org.sealpost.policy.OpenPgpLearningPolicy;
import org.sealpost.policy.OpenPgpLearningVerdict;
import org.sealpost.policy.OpenPgpMail;
import org.sealpost.policy.OpenPgpRule;
import org.sealpost.policy.OpenPgpSettings;

/** The OpenPGP keyring of the organisation, as administrators change it and as it learns from mail. */
public final class OpenPgpKeyring {
    private final Directory directory;
    private final Ring ring;
    private final AuditLog auditLog;
    private final Clock clock;

    public OpenPgpKeyring(Directory directory, Ring ring, AuditLog auditLog, Clock clock) {
        this.directory = directory;
        this.ring = ring;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** Keys that name an address, newest first. */
    public List<OpenPgpKey> find(MailAddress address) {
        return ring.keys().find(address);
    }

    /** All keys whose fingerprint starts so. */
    public List<OpenPgpKey> withFingerprint(String start) {
        return ring.keys().withFingerprint(start);
    }

    /** Whose secret half is here. */
    public List<Owned> owned(MailAddress account) {
        return ring.keys().owned(account.key());
    }

    public String armoured(OpenPgpKey key) {
        return ring.workshop().armoured(key);
    }

    public OpenPgpSettings settings() {
        return ring.settings().openPgp();
    }

    public void change(OpenPgpSettings settings, String actor) {
        record(
                AuditAction.ADMINISTER,
                actor,
                "OpenPGP",
                "change what is wanted of OpenPGP: " + settings,
                asked(actor),
                ring.settings().changing(settings));
    }

    /**
     * Takes in public keys that an administrator has looked at; from now on no key that comes by itself takes their place.
     *
     * @throws IllegalArgumentException if there is none in the file, or one is bad, names another address, or is our own
     */
    public List<OpenPgpKey> take(Optional<MailAddress> address, byte[] file, String actor) {
        List<OpenPgpKey> keys =
                ring.workshop().readPublic(file, Vouching.ADMINISTRATOR, "taken in by " + actor, clock.instant());
        for (OpenPgpKey key : keys) {
            if (key.facts().addresses().isEmpty()
                    || address.filter(wanted -> !key.facts().names(wanted)).isPresent()) {
                throw new IllegalArgumentException("the key " + key + " names "
                        + (key.facts().addresses().isEmpty()
                                ? "nobody"
                                : key.facts().addresses()));
            }
            if (holding(key).isPresent()) {
                throw new IllegalArgumentException("the key " + key + " is one of our own people's");
            }
        }
        List<OpenPgpKey> taken = keys.stream().map(this::joined).toList();
        for (OpenPgpKey key : taken) {
            record(
                    AuditAction.PUBLISH,
                    actor,
                    subject(key),
                    "took in the OpenPGP key " + key,
                    asked(actor),
                    ring.keys().putting(key, Optional.empty()));
        }
        return taken;
    }

    /** With what was known of the same key before, so that a revocation is not lost. */
    private OpenPgpKey joined(OpenPgpKey key) {
        return ring.keys().withFingerprint(key.facts().fingerprint()).stream()
                .findFirst()
                .map(known -> ring.workshop().join(key, known, clock.instant()))
                .orElse(key);
    }

    /**
     * Takes in the secret key that a person has; mail to it opens here from now on, and mail is signed with it.
     *
     * @throws DirectoryConflict if there is no such person
     * @throws IllegalArgumentException if the file or passphrase is wrong, or the key names other addresses
     */
    public OpenPgpKey takeOwn(MailAddress address, byte[] file, char[] passphrase, String actor) {
        Account account = directory
                .account(address)
                .filter(Account::enabled)
                .orElseThrow(() -> new DirectoryConflict("no person with the address " + address));
        Made made = ring.workshop().read(file, passphrase, "brought by " + actor, clock.instant());
        if (made.key().facts().addresses().stream().noneMatch(account::owns)) {
            throw new IllegalArgumentException("the key " + made.key() + " names "
                    + made.key().facts().addresses() + " and not " + account.address());
        }
        String fingerprint = made.key().facts().fingerprint();
        Optional<Holding> before = holding(made.key());
        if (before.filter(held -> !held.owner().equals(account.address().key())).isPresent()) {
            throw new IllegalArgumentException("the key " + fingerprint + " is somebody else's here");
        }
        String keyId = OpenPgpEnrollment.keyId(fingerprint);
        Change keeping = ring.archive().holds(keyId)
                ? Change.none()
                : keeping(made, fingerprint, account.address().key());
        record(
                AuditAction.PUBLISH,
                actor,
                account.address().toString(),
                "took in the own OpenPGP key " + fingerprint + " with its secret half",
                asked(actor),
                keeping.and(ring.keys()
                        .putting(
                                made.key(),
                                Optional.of(new Holding(account.address().key(), keyId)))));
        return made.key();
    }

    /** With too few agents it comes in all the same, and the archive's pass closes it to them later. */
    private Change keeping(Made made, String fingerprint, String owner) {
        Decision<ArchiveVerdict> archiving = ring.archiving(clock.instant());
        return archiving.verdict() instanceof ArchiveVerdict.Wait
                ? ring.archive().putting(OpenPgpEnrollment.keyId(fingerprint), owner, made.secret())
                : ring.keeping(fingerprint, owner, made.secret(), archiving);
    }

    /** Revokes a key of one of our people for good, and publishes the revocation. The secret half still opens old mail. */
    public OpenPgpKey revoke(OpenPgpKey key, Reason reason, String actor) {
        Holding holding = holding(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        "only the keys of our own people can be revoked here; withdraw this one"));
        PrivateKey secret = ring.archive()
                .find(holding.keyId())
                .orElseThrow(() -> new IllegalArgumentException(
                        "the secret half of " + key + " is not open to the service; its person can revoke it"));
        OpenPgpKey revoked = ring.workshop().revoke(secret, key, reason, clock.instant());
        record(
                AuditAction.REVOKE,
                actor,
                holding.owner(),
                "revoked the OpenPGP key " + key + " (" + reason + ")",
                asked(actor),
                ring.keys().putting(revoked, Optional.of(holding)));
        return revoked;
    }

    /** Vouches for a key that came by itself; other keys of its addresses that came by themselves are used no longer. */
    public OpenPgpKey trust(OpenPgpKey key, String actor) {
        requireOutside(key);
        if (key.facts().status() == CertificateStatus.REVOKED) {
            throw new IllegalArgumentException("the key " + key + " was revoked by its holder");
        }
        OpenPgpKey trusted = OpenPgpEnrollment.in(
                key.vouchedBy(Vouching.ADMINISTRATOR, "trusted by " + actor), CertificateStatus.ACTIVE);
        record(
                AuditAction.ADMINISTER,
                actor,
                subject(key),
                "trust the OpenPGP key " + key,
                asked(actor),
                ring.keys().putting(trusted, Optional.empty()));
        return trusted;
    }

    /** Uses somebody's key no longer. */
    public void withdraw(OpenPgpKey key, String actor) {
        requireOutside(key);
        record(
                AuditAction.ADMINISTER,
                actor,
                subject(key),
                "use the OpenPGP key " + key + " no longer",
                asked(actor),
                ring.keys().putting(OpenPgpEnrollment.in(key, CertificateStatus.WITHDRAWN), Optional.empty()));
    }

    private void requireOutside(OpenPgpKey key) {
        if (holding(key).isPresent()) {
            throw new IllegalArgumentException("the key " + key + " is one of our own people's");
        }
    }

    private Optional<Holding> holding(OpenPgpKey key) {
        return key.facts().addresses().stream()
                .flatMap(address -> directory.account(address).stream())
                .flatMap(account -> owned(account.address()).stream())
                .filter(owned ->
                        owned.key().facts().fingerprint().equals(key.facts().fingerprint()))
                .map(Owned::holding)
                .findFirst()
                .or(() -> ring.keys().owners().stream()
                        .flatMap(owner -> ring.keys().owned(owner).stream())
                        .filter(owned -> owned.key()
                                .facts()
                                .fingerprint()
                                .equals(key.facts().fingerprint()))
                        .map(Owned::holding)
                        .findFirst());
    }

    /**
     * Looks at a key that came with a mail or that a look-up found, and keeps it if it may be used.
     *
     * @param bytes the key, armoured or not
     * @param proven whether it is known that the one who holds the address gave it
     * @return what became of it; empty if the bytes are no key
     */
    public Optional<Decision<OpenPgpLearningVerdict>> learn(
            MailAddress address, byte[] bytes, Vouching vouching, String source, boolean proven) {
        Instant now = clock.instant();
        List<OpenPgpKey> offered;
        try {
            offered = ring.workshop().readPublic(bytes, vouching, source, now);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        // Anybody may put keys of any name on a key server: which of several is right nobody says.
        boolean one = vouching != Vouching.KEY_SERVER || offered.size() == 1;
        return offered.stream().findFirst().map(key -> learn(address, key, proven && one, now));
    }

    private Decision<OpenPgpLearningVerdict> learn(
            MailAddress address, OpenPgpKey offered, boolean proven, Instant now) {
        List<OpenPgpKey> known = find(address);
        Decision<OpenPgpLearningVerdict> decision = OpenPgpLearningPolicy.decide(new OpenPgpLearningFacts(
                offered.facts(),
                address,
                proven,
                directory.account(address).isPresent(),
                known.stream().map(OpenPgpKeyring::known).toList(),
                now));
        switch (decision.verdict()) {
            case IGNORE -> {}
            case LEARN -> keep(offered, address, "learned the OpenPGP key ", decision);
            case SET_ASIDE ->
                keep(
                        OpenPgpEnrollment.in(offered, CertificateStatus.ON_HOLD),
                        address,
                        decision.because().getFirst().rule() == OpenPgpRule.OPENPGP_KEY_CHANGED
                                ? "WARNING: another OpenPGP key came, kept aside: "
                                : "kept aside the OpenPGP key ",
                        decision);
            case REFRESH -> refresh(offered, known, address, decision);
        }
        return decision;
    }

    /** What is known of the holder stays; what the key says of itself is newer. Nothing is written if it says the same. */
    private void refresh(
            OpenPgpKey offered,
            List<OpenPgpKey> known,
            MailAddress address,
            Decision<OpenPgpLearningVerdict> decision) {
        OpenPgpKey before = known.stream()
                .filter(one -> one.facts().fingerprint().equals(offered.facts().fingerprint()))
                .findFirst()
                .orElseThrow();
        boolean better = offered.vouching().compareTo(before.vouching()) < 0;
        OpenPgpKey joined = ring.workshop().join(before, offered, clock.instant());
        OpenPgpFacts facts = joined.facts().status() == CertificateStatus.REVOKED
                ? joined.facts()
                : joined.facts().in(before.facts().status());
        if (!better && facts.equals(before.facts())) {
            return;
        }
        OpenPgpKey merged = OpenPgpEnrollment.in(
                better ? joined.vouchedBy(offered.vouching(), offered.source()) : joined, facts.status());
        keep(merged, address, "what is said of it is newer: the OpenPGP key ", decision);
    }

    private void keep(OpenPgpKey key, MailAddress address, String outcome, Decision<OpenPgpLearningVerdict> decision) {
        record(
                AuditAction.PUBLISH,
                "transport",
                address.toString(),
                outcome + key,
                decision.because(),
                ring.keys().putting(key, Optional.empty()));
    }

    private static OpenPgpMail.Known known(OpenPgpKey key) {
        return new OpenPgpMail.Known(key.facts(), key.vouching());
    }

    private static String subject(OpenPgpKey key) {
        return key.facts().addresses().stream()
                .findFirst()
                .map(MailAddress::toString)
                .orElse(key.facts().fingerprint());
    }

    private static List<Finding> asked(String actor) {
        return List.of(Finding.of(AdministrationRule.ASKED_BY, actor));
    }

    private void record(
            AuditAction action, String actor, String subject, String outcome, List<Finding> because, Change change) {
        auditLog.append(
                List.of(new AuditEvent(clock.instant(), action, actor, subject, outcome, new ArrayList<>(because))),
                change);
    }
}
