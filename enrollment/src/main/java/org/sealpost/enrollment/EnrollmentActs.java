package org.sealpost.enrollment;

import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.sealpost.enrollment.EnrollmentLoop.Report;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentJournal;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.identity.SpokenCode;
import org.sealpost.identity.SubjectNames;
import org.sealpost.mail.Change;
import org.sealpost.pki.AuthorityFailure;
import org.sealpost.pki.CertificateAuthority.Draft;
import org.sealpost.pki.CertificateHosts;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.policy.ArchivePolicy;
import org.sealpost.policy.ArchiveVerdict;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.EnrollmentFacts;
import org.sealpost.policy.EnrollmentPlan;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.EnrollmentVerdict;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecoveryAgents;
import org.sealpost.policy.RetirementVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what was decided about a holder. Each certificate takes two transactions: key, intent and the record of the
 * decision before the signature, certificate and the record of its publication after it. What falls between them leaves an
 * intent of which the next run knows.
 */
final class EnrollmentActs {
    private static final Logger LOG = LoggerFactory.getLogger(EnrollmentActs.class);
    private static final String ACTOR = "enrollment";
    private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    private static final Duration LONGEST_PAUSE = Duration.ofDays(1);
    private static final int DOUBLINGS_LIMIT = 11;

    private final EnrollmentPki pki;
    private final EnrollmentJournal journal;
    private final RecoveryAgents agents;
    private final AuditLog auditLog;
    private final Clock clock;

    EnrollmentActs(EnrollmentPki pki, EnrollmentRules rules, AuditLog auditLog, Clock clock) {
        this.pki = pki;
        this.journal = rules.journal();
        this.agents = rules.agents();
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** One certificate of one template. A failure is on record and waited out; it does not stop the next template. */
    @SuppressWarnings("IllegalCatch") // Whatever goes wrong with one certificate is this certificate's failure.
    Report act(EnrollmentFacts facts, String owner, String templateName, Decision<EnrollmentVerdict> decision) {
        Enrollee enrollee = facts.enrollee().orElseThrow();
        CertificateTemplate template = Objects.requireNonNull(facts.templates().get(templateName));
        try {
            return switch (decision.verdict()) {
                case EnrollmentVerdict.Ask ask -> ask(owner, template, decision);
                case EnrollmentVerdict.Renew renew ->
                    issue(enrollee, template, AuditAction.RENEW, key(template, Optional.of(renew.old())), decision);
                case EnrollmentVerdict.Replace replace ->
                    issue(enrollee, template, AuditAction.RENEW, key(template, Optional.empty()), decision);
                default -> issue(enrollee, template, AuditAction.ISSUE, key(template, Optional.empty()), decision);
            };
        } catch (RuntimeException e) {
            LOG.warn("enrolment of {} for {} failed", owner, templateName, e);
            setBack(facts, owner, templateName, String.valueOf(e.getMessage()));
            return new Report(0, 0, 0, 0, List.of(owner + ": " + e.getMessage()));
        }
    }

    /** The key to certify, and what keeps its private half, if it is a new one. */
    private record Key(PublicKey certified, Optional<KeyPair> made) {}

    private Key key(CertificateTemplate template, Optional<String> renewed) {
        Optional<PublicKey> same = renewed.filter(old -> template.key().renewWithSameKey())
                .flatMap(pki.certificates()::byFingerprint)
                .map(old -> KeyPairs.certified(old.der()));
        if (same.isPresent()) {
            return new Key(same.get(), Optional.empty());
        }
        KeyPair pair = pki.pool().take(template.keyAlgorithm());
        return new Key(pair.getPublic(), Optional.of(pair));
    }

    private Report issue(
            Enrollee enrollee, CertificateTemplate template, AuditAction action, Key key, Decision<?> decision) {
        Draft draft = draft(enrollee, template, key.certified());
        // The key first: a certificate that others encrypt to must never be without one.
        Kept kept = key.made().map(pair -> keep(pair, enrollee, template)).orElse(Kept.NOTHING);
        Change done = decision.verdict() instanceof EnrollmentVerdict.Fetch fetch
                ? journal.request(fetch.request())
                        .map(request ->
                                journal.putting(request.answered(EnrollmentRequest.State.ISSUED, request.reason())))
                        .orElseGet(Change::none)
                : Change.none();
        sign(draft, action, enrollee, kept.and(decision), kept.keeping, done);
        return new Report(0, 1, 0, 0, List.of());
    }

    /**
     * What keeps a new key, to be made before its certificate is signed.
     *
     * @param because how it is archived; empty if the template does not want it
     */
    private record Kept(Change keeping, List<Finding> because) {
        static final Kept NOTHING = new Kept(Change.none(), List.of());

        List<Finding> and(Decision<?> decision) {
            List<Finding> all = new ArrayList<>(decision.because());
            all.addAll(because);
            return all;
        }
    }

    private Kept keep(KeyPair pair, Enrollee enrollee, CertificateTemplate template) {
        String keyId = KeyPairs.id(pair.getPublic());
        if (!template.archivesKeys()) {
            return new Kept(pki.keys().putting(keyId, enrollee.owner(), pair.getPrivate()), List.of());
        }
        Decision<ArchiveVerdict> archiving = ArchivePolicy.decide(agents.facts(clock.instant()));
        Change keeping = switch (archiving.verdict()) {
            case ArchiveVerdict.NoAgents none -> pki.keys().putting(keyId, enrollee.owner(), pair.getPrivate());
            case ArchiveVerdict.Close close ->
                pki.keys().putting(keyId, enrollee.owner(), pair.getPrivate(), close.need(), close.fingerprints());
            case ArchiveVerdict.Wait wait ->
                throw new AuthorityFailure("too few recovery agents have a certificate that counts");
        };
        return new Kept(keeping, archiving.because());
    }

    /** Issues for a key that the holder made, as a request at a door asked. */
    Issued issueFor(EnrollmentRequest request, Enrollee enrollee, CertificateTemplate template, Decision<?> decision) {
        PublicKey key = publicKey(request);
        Change done = journal.putting(request.answered(EnrollmentRequest.State.ISSUED, request.reason()));
        AuditAction action = request.replaces().isPresent() ? AuditAction.RENEW : AuditAction.ISSUE;
        return sign(draft(enrollee, template, key), action, enrollee, decision.because(), Change.none(), done);
    }

    /** Issues for a key that was just made here, for a device that gets it. */
    Issued issueMade(KeyPair pair, Enrollee enrollee, CertificateTemplate template, Decision<?> decision) {
        Kept kept = template.key().archive() ? keep(pair, enrollee, template) : Kept.NOTHING;
        Draft draft = draft(enrollee, template, pair.getPublic());
        return sign(draft, AuditAction.ISSUE, enrollee, kept.and(decision), kept.keeping, Change.none());
    }

    PublicKey publicKey(EnrollmentRequest request) {
        return KeyPairs.publicKey(request.subjectPublicKeyInfo().orElseThrow());
    }

    private Draft draft(Enrollee enrollee, CertificateTemplate template, PublicKey key) {
        return pki.authority()
                .draft(
                        new CertificateRequest(template, SubjectNames.of(template, enrollee), key, enrollee.owner()),
                        clock.instant());
    }

    private Issued sign(
            Draft draft, AuditAction action, Enrollee enrollee, List<Finding> because, Change before, Change after) {
        Instant now = clock.instant();
        CertificateTemplate template = draft.request().template();
        auditLog.append(
                List.of(
                        event(action, enrollee.owner(), "certificate of template " + template.name(), because, now),
                        AuditedKeyUses.event(draft.use(), now)),
                before.and(draft.intention()));
        Issued issued = draft.sign();
        CertificateFacts facts = issued.certificate().facts();
        auditLog.append(
                List.of(event(
                        AuditAction.PUBLISH,
                        enrollee.owner(),
                        (template.publish() ? "published " : "issued ") + facts.fingerprint() + ", good until "
                                + facts.notAfter(),
                        because,
                        now)),
                pki.book().adding(issued).and(after).and(journal.forgettingSetback(enrollee.owner(), template.name())));
        return issued;
    }

    private Report ask(String owner, CertificateTemplate template, Decision<EnrollmentVerdict> decision) {
        EnrollmentRequest request = new EnrollmentRequest(
                SpokenCode.name(),
                owner,
                template.name(),
                template.version(),
                Optional.empty(),
                Optional.empty(),
                EnrollmentRequest.State.PENDING,
                List.of(),
                "",
                clock.instant());
        file(request, decision.because());
        return new Report(0, 0, 0, 1, List.of());
    }

    /** Lets a request wait for consent. */
    void file(EnrollmentRequest request, List<Finding> because) {
        auditLog.append(
                List.of(event(
                        AuditAction.DECIDE,
                        request.owner(),
                        "request " + request.id() + " for template " + request.template() + " waits for consent",
                        because,
                        clock.instant())),
                journal.putting(request));
    }

    /** Takes certificates from sight. Their keys stay. */
    Report retire(String owner, EnrollmentPlan plan) {
        int retired = 0;
        for (Map.Entry<String, Decision<RetirementVerdict>> step :
                plan.certificates().entrySet()) {
            Decision<RetirementVerdict> decision = step.getValue();
            retired += switch (decision.verdict()) {
                case RetirementVerdict.Stay stay -> 0;
                case RetirementVerdict.Supersede supersede ->
                    change(owner, step.getKey(), CertificateStatus.SUPERSEDED, decision);
                case RetirementVerdict.Withdraw withdraw ->
                    change(owner, step.getKey(), CertificateStatus.WITHDRAWN, decision);
            };
        }
        return new Report(0, 0, retired, 0, List.of());
    }

    private int change(String owner, String fingerprint, CertificateStatus status, Decision<?> decision) {
        String outcome = "no longer published, its key is kept for old mail: " + fingerprint + " is " + status;
        auditLog.append(
                List.of(event(AuditAction.PUBLISH, owner, outcome, decision.because(), clock.instant())),
                pki.certificates().changingStatus(fingerprint, status));
        return 1;
    }

    private void setBack(EnrollmentFacts facts, String owner, String template, String reason) {
        int failures = facts.setbacks().stream()
                        .filter(one -> one.template().equals(template))
                        .mapToInt(EnrollmentSetback::failures)
                        .findFirst()
                        .orElse(0)
                + 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_LIMIT));
        Instant next = clock.instant().plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
        auditLog.append(
                List.of(event(
                        AuditAction.DECIDE,
                        owner,
                        "enrolment for template " + template + " failed; tried again at " + next,
                        List.of(Finding.of(EnrollmentRule.ENROLLMENT_FAILED, reason)),
                        clock.instant())),
                journal.putting(new EnrollmentSetback(owner, template, failures, reason, next)));
    }

    List<String> hosts(CertificateFacts facts) {
        return facts.status() == CertificateStatus.ACTIVE
                ? pki.certificates()
                        .byFingerprint(facts.fingerprint())
                        .map(Certificate::der)
                        .map(CertificateHosts::of)
                        .orElse(List.of())
                : List.of();
    }

    private static AuditEvent event(
            AuditAction action, String owner, String outcome, List<Finding> because, Instant now) {
        return new AuditEvent(now, action, ACTOR, owner, outcome, new ArrayList<>(because));
    }
}
