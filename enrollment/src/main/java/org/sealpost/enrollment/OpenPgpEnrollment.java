package org.sealpost.enrollment;

import java.security.PrivateKey;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.OpenPgpKey;
import org.sealpost.identity.OpenPgpKeys;
import org.sealpost.identity.OpenPgpKeys.Holding;
import org.sealpost.identity.OpenPgpKeys.Owned;
import org.sealpost.identity.OpenPgpWorkshop;
import org.sealpost.identity.OpenPgpWorkshop.Claims;
import org.sealpost.identity.OpenPgpWorkshop.Made;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.KeyArchive;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.ArchivePolicy;
import org.sealpost.policy.ArchiveVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.AutoenrollmentScope;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.OpenPgpKeyFacts;
import org.sealpost.policy.OpenPgpKeyPolicy;
import org.sealpost.policy.OpenPgpKeyVerdict;
import org.sealpost.policy.OpenPgpSettings;
import org.sealpost.policy.RecoveryAgents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives people their OpenPGP keys wherever a policy deploys {@code OpenPGP}, extends them before they end, and lets them follow
 * addresses. Safe to run at any time and twice: a second run does nothing, and one that was cut off is completed by the next.
 */
public final class OpenPgpEnrollment {
    private static final Logger LOG = LoggerFactory.getLogger(OpenPgpEnrollment.class);
    private static final String ACTOR = "enrollment";
    private static final String MADE_HERE = "made here";
    private static final int LOCKS = 64;

    private final Enrollees enrollees;
    private final EnrollmentRules rules;
    private final Ring ring;
    private final AuditLog auditLog;
    private final Clock clock;
    private final List<Object> locks;

    /** Where keys are kept, and who makes them. */
    public record Ring(
            OpenPgpKeys keys,
            KeyArchive archive,
            OpenPgpWorkshop workshop,
            OpenPgpSettings.Book settings,
            RecoveryAgents agents) {
        /** To whom a new secret key is closed beside the server. */
        Decision<ArchiveVerdict> archiving(Instant now) {
            return ArchivePolicy.decide(agents.facts(now));
        }

        /**
         * Keeps the secret half of a key, closed to the recovery agents like that of a certificate.
         *
         * @throws DirectoryConflict if there are agents, and too few to bring it back
         */
        Change keeping(String fingerprint, String owner, PrivateKey secret, Decision<ArchiveVerdict> archiving) {
            return switch (archiving.verdict()) {
                case ArchiveVerdict.NoAgents() -> archive.putting(keyId(fingerprint), owner, secret);
                case ArchiveVerdict.Close(int need, var agents) ->
                    archive.putting(keyId(fingerprint), owner, secret, need, agents);
                case ArchiveVerdict.Wait() ->
                    throw new DirectoryConflict(Explanation.sentences(archiving.because(), Locale.ENGLISH));
            };
        }
    }

    public OpenPgpEnrollment(Enrollees enrollees, EnrollmentRules rules, Ring ring, AuditLog auditLog, Clock clock) {
        this.enrollees = enrollees;
        this.rules = rules;
        this.ring = ring;
        this.auditLog = auditLog;
        this.clock = clock;
        this.locks = Arrays.asList(new Object[LOCKS]);
        locks.replaceAll(nothing -> new Object());
    }

    /** Everybody; a failure does not stop the next. Gives how many keys were made or changed. */
    @SuppressWarnings("IllegalCatch") // One person's failure must not keep the others from their keys.
    public int reconcileAll() {
        Set<String> owners = new TreeSet<>(ring.keys().owners());
        if (isDeployedAnywhere()) {
            owners.addAll(enrollees.all(false).keySet());
        }
        int changed = 0;
        for (String owner : owners) {
            try {
                changed += reconcile(owner);
            } catch (RuntimeException e) {
                LOG.warn("the OpenPGP key of {} was not brought up to date; the next run tries again", owner, e);
            }
        }
        return changed;
    }

    private boolean isDeployedAnywhere() {
        return rules.policies().policies().stream()
                .anyMatch(policy -> policy.templates().contains(PolicyObject.OPEN_PGP));
    }

    /** One person, by the name under which the book has it. Gives 1 if something was done. */
    public int reconcile(String owner) {
        synchronized (locks.get(Math.floorMod(owner.hashCode(), LOCKS))) {
            Decision<OpenPgpKeyVerdict> decision = why(owner);
            return switch (decision.verdict()) {
                case OpenPgpKeyVerdict.Keep() -> 0;
                case OpenPgpKeyVerdict.Make() -> make(owner, decision);
                case OpenPgpKeyVerdict.Restate(String fingerprint) -> restate(owner, fingerprint, decision);
                case OpenPgpKeyVerdict.Withdraw(String fingerprint) -> withdraw(owner, fingerprint, decision);
            };
        }
    }

    /** What would be done about somebody now, and why. */
    public Decision<OpenPgpKeyVerdict> why(String owner) {
        Optional<Enrollee> enrollee = enrollees.find(owner, asksForGroups());
        AutoenrollmentScope scope = enrollee.map(one -> AutoenrollmentScope.of(
                        one, rules.policies().policies(), rules.policies().blocked()))
                .orElseGet(() -> new AutoenrollmentScope(false, false, false, Map.of(), List.of()));
        List<OpenPgpFacts> held = ring.keys().owned(owner).stream()
                .filter(owned -> owned.key().source().equals(MADE_HERE))
                .map(Owned::facts)
                .toList();
        Decision<OpenPgpKeyVerdict> decision =
                OpenPgpKeyPolicy.decide(new OpenPgpKeyFacts(owner, enrollee, scope, held, clock.instant()));
        Decision<ArchiveVerdict> archiving = ring.archiving(clock.instant());
        boolean waits = decision.verdict() instanceof OpenPgpKeyVerdict.Make
                && archiving.verdict() instanceof ArchiveVerdict.Wait;
        return waits ? new Decision<>(new OpenPgpKeyVerdict.Keep(), archiving.because()) : decision;
    }

    private boolean asksForGroups() {
        return rules.policies().policies().stream()
                .flatMap(policy -> policy.only().stream())
                .anyMatch(trustee -> trustee.kind() == Trustee.Kind.GROUP);
    }

    /** A new key for somebody, asked for by hand; the one before goes on to open old mail. */
    public OpenPgpKey makeNow(MailAddress address, String actor) {
        Decision<OpenPgpKeyVerdict> because =
                new Decision<>(new OpenPgpKeyVerdict.Make(), List.of(Finding.of(AdministrationRule.ASKED_BY, actor)));
        String owner = enrollees.owner(address);
        synchronized (locks.get(Math.floorMod(owner.hashCode(), LOCKS))) {
            Enrollee enrollee = enrollees
                    .find(owner, false)
                    .orElseThrow(() -> new DirectoryConflict("no person with the address " + address));
            Change superseding = ring.keys().owned(owner).stream()
                    .filter(owned -> owned.facts().status() == CertificateStatus.ACTIVE)
                    .map(owned -> ring.keys().putting(in(owned.key(), CertificateStatus.SUPERSEDED), Optional.empty()))
                    .reduce(Change.none(), Change::and);
            return make(enrollee, because, actor, superseding);
        }
    }

    private int make(String owner, Decision<?> decision) {
        make(enrollees.find(owner, false).orElseThrow(), decision, ACTOR, Change.none());
        return 1;
    }

    /** The secret half first: a key that others encrypt to must never be without one. */
    private OpenPgpKey make(Enrollee enrollee, Decision<?> decision, String actor, Change more) {
        Instant now = clock.instant();
        Made made = ring.workshop().make(ring.settings().openPgp().version(), claims(enrollee, now), now);
        String fingerprint = made.key().facts().fingerprint();
        Decision<ArchiveVerdict> archiving = ring.archiving(now);
        Change keeping = ring.keeping(fingerprint, enrollee.owner(), made.secret(), archiving);
        List<Finding> because = new ArrayList<>(decision.because());
        because.addAll(archiving.because());
        record(
                AuditAction.ISSUE,
                actor,
                enrollee.owner(),
                "made and published the OpenPGP key " + fingerprint,
                new Decision<>(decision.verdict(), because),
                keeping.and(ring.keys()
                                .putting(made.key(), Optional.of(new Holding(enrollee.owner(), keyId(fingerprint)))))
                        .and(more));
        return made.key();
    }

    /** Under which the secret half of a key lies in the archive. */
    static String keyId(String fingerprint) {
        return "openpgp-" + fingerprint;
    }

    private static Claims claims(Enrollee enrollee, Instant now) {
        return new Claims(
                enrollee.displayName(), enrollee.addresses(), Optional.of(now.plus(OpenPgpKeyPolicy.VALIDITY)));
    }

    private int restate(String owner, String fingerprint, Decision<?> decision) {
        Owned owned = owned(owner, fingerprint);
        Instant now = clock.instant();
        Optional<PrivateKey> secret = ring.archive().find(owned.holding().keyId());
        if (secret.isEmpty()) {
            // The person alone opens it; then the person alone can say something new with it.
            return 0;
        }
        OpenPgpKey restated = ring.workshop()
                .restate(secret.get(), claims(enrollees.find(owner, false).orElseThrow(), now), now);
        record(
                AuditAction.RENEW,
                ACTOR,
                owner,
                "the OpenPGP key " + fingerprint + " is published anew",
                decision,
                ring.keys().putting(restated, Optional.of(owned.holding())));
        return 1;
    }

    private int withdraw(String owner, String fingerprint, Decision<?> decision) {
        Owned owned = owned(owner, fingerprint);
        record(
                AuditAction.PUBLISH,
                ACTOR,
                owner,
                "the OpenPGP key " + fingerprint + " is published no longer, its secret half is kept for old mail",
                decision,
                ring.keys().putting(in(owned.key(), CertificateStatus.WITHDRAWN), Optional.of(owned.holding())));
        return 1;
    }

    private Owned owned(String owner, String fingerprint) {
        return ring.keys().owned(owner).stream()
                .filter(one -> one.facts().fingerprint().equals(fingerprint))
                .findFirst()
                .orElseThrow();
    }

    static OpenPgpKey in(OpenPgpKey key, CertificateStatus status) {
        return new OpenPgpKey(key.facts().in(status), key.bytes(), key.keyIds(), key.vouching(), key.source());
    }

    private void record(
            AuditAction action, String actor, String owner, String outcome, Decision<?> decision, Change change) {
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(), action, actor, owner, outcome, new ArrayList<>(decision.because()))),
                change);
    }
}
