package org.sealpost.enrollment;

import java.security.KeyPair;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CertificateRequest;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.KeyArchive;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.KeyPool;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.EnrollmentFacts;
import org.sealpost.policy.EnrollmentPolicy;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.EnrollmentVerdict;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RetirementVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives every account its certificates and takes them from sight when their time is over. For one account: gather, decide,
 * record, keep the new key, issue and publish; only then old certificates retire, so that there is never a moment without
 * one. Safe to run at any time and twice: a second run does nothing.
 */
public final class EnrollmentLoop {
    private static final Logger LOG = LoggerFactory.getLogger(EnrollmentLoop.class);
    private static final String ACTOR = "enrollment";
    private static final int LOCKS = 256;

    private final Directory directory;
    private final Settings settings;
    private final Pki pki;
    private final AuditLog auditLog;
    private final Clock clock;
    private final List<Object> locks;

    /**
     * The templates and who may have them.
     *
     * @param templates in the order in which certificates are issued
     * @param granted whether an account may have certificates of a template
     */
    public record Settings(List<CertificateTemplate> templates, BiPredicate<Account, CertificateTemplate> granted) {
        /** Every account gets all of these. */
        public static Settings all(List<CertificateTemplate> templates) {
            return new Settings(List.copyOf(templates), (account, template) -> true);
        }
    }

    /** The authority and what belongs to it. */
    public record Pki(
            CertificateAuthority authority,
            IssuedCertificates book,
            CertificateRepository certificates,
            KeyArchive keys,
            KeyPool pool) {}

    public EnrollmentLoop(Directory directory, Settings settings, Pki pki, AuditLog auditLog, Clock clock) {
        this.directory = directory;
        this.settings = settings;
        this.pki = pki;
        this.auditLog = auditLog;
        this.clock = clock;
        this.locks = Arrays.asList(new Object[LOCKS]);
        locks.replaceAll(nothing -> new Object());
    }

    /** What one run did. */
    public record Report(int accounts, int issued, int retired, List<String> failures) {
        public Report {
            failures = List.copyOf(failures);
        }

        private Report plus(Report other) {
            List<String> all = new ArrayList<>(failures);
            all.addAll(other.failures);
            return new Report(accounts + other.accounts, issued + other.issued, retired + other.retired, all);
        }
    }

    /** All accounts, and everybody who holds an active certificate without being one. A failure does not stop the next. */
    public Report runAll() {
        Set<MailAddress> everybody = new LinkedHashSet<>();
        directory.accounts().forEach(account -> everybody.add(account.address()));
        pki.book().owners().stream()
                .filter(owner -> owner.contains("@"))
                .map(MailAddress::parse)
                .filter(owner -> everybody.stream().noneMatch(owner::isSameMailbox))
                .forEach(everybody::add);
        Report report = new Report(0, 0, 0, List.of());
        for (MailAddress account : everybody) {
            report = report.plus(attempt(account));
        }
        return report;
    }

    @SuppressWarnings("IllegalCatch") // One account's failure must not keep the others from their certificates.
    private Report attempt(MailAddress account) {
        try {
            return run(account);
        } catch (RuntimeException e) {
            LOG.warn("enrolment of {} failed", account, e);
            auditLog.append(new AuditEvent(
                    clock.instant(),
                    AuditAction.DECIDE,
                    ACTOR,
                    account.toString(),
                    "enrolment failed",
                    List.of(Finding.of(EnrollmentRule.ENROLLMENT_FAILED, String.valueOf(e.getMessage())))));
            return new Report(1, 0, 0, List.of(account + ": " + e.getMessage()));
        }
    }

    /** One account, by its address or an alias; also one that is gone. Returns when its certificates are published. */
    public Report run(MailAddress address) {
        MailAddress owner = directory.account(address).map(Account::address).orElse(address);
        synchronized (locks.get(Math.floorMod(owner.key().hashCode(), LOCKS))) {
            int issued = 0;
            int retired = 0;
            for (CertificateTemplate template : templates(owner)) {
                issued += issue(owner, template);
                retired += retire(owner, template);
            }
            return new Report(1, issued, retired, List.of());
        }
    }

    /** Those of the settings, and those of which the account holds something although they are no longer in use. */
    private List<CertificateTemplate> templates(MailAddress owner) {
        List<CertificateTemplate> templates = new ArrayList<>(settings.templates());
        for (IssuedCertificates.Issued held : pki.book().held(owner.key())) {
            CertificateFacts facts = held.certificate().facts();
            boolean known =
                    templates.stream().anyMatch(template -> template.name().equals(facts.template()));
            if (!known) {
                org.sealpost.pki.Templates.find(facts.template()).ifPresent(templates::add);
            }
        }
        return templates;
    }

    private EnrollmentFacts gather(MailAddress owner, CertificateTemplate template, Instant now) {
        Optional<Account> account = directory.account(owner);
        boolean granted = settings.templates().contains(template)
                && account.filter(known -> settings.granted().test(known, template))
                        .isPresent();
        List<CertificateFacts> held = pki.book().held(owner.key()).stream()
                .map(issued -> issued.certificate().facts())
                .filter(facts -> facts.template().equals(template.name()))
                .toList();
        return new EnrollmentFacts(account, template, granted, held, now);
    }

    private int issue(MailAddress owner, CertificateTemplate template) {
        Instant now = clock.instant();
        EnrollmentFacts facts = gather(owner, template, now);
        Decision<EnrollmentVerdict> decision = EnrollmentPolicy.decide(facts);
        AuditAction action = switch (decision.verdict()) {
            case EnrollmentVerdict.None none -> AuditAction.DECIDE;
            case EnrollmentVerdict.Keep keep -> AuditAction.DECIDE;
            case EnrollmentVerdict.Issue issue -> AuditAction.ISSUE;
            case EnrollmentVerdict.Renew renew -> AuditAction.RENEW;
            case EnrollmentVerdict.Replace replace -> AuditAction.RENEW;
        };
        if (action == AuditAction.DECIDE) {
            return 0;
        }
        Account account = facts.account().orElseThrow();
        record(action, owner, "certificate of template " + template.name(), decision.because(), now);
        KeyPair pair = pki.pool().take(template.keyAlgorithm());
        // The key first: a certificate that others encrypt to must never be without one.
        pki.keys().put(KeyPairs.id(pair.getPublic()), owner.key(), pair.getPrivate());
        CertificateFacts issued = pki.authority()
                .issue(
                        CertificateRequest.mail(
                                template, account.displayName(), account.addresses(), pair.getPublic(), owner.key()),
                        now)
                .certificate()
                .facts();
        record(
                AuditAction.PUBLISH,
                owner,
                (template.publish() ? "published " : "issued ") + issued.fingerprint() + ", good until "
                        + issued.notAfter(),
                decision.because(),
                now);
        return 1;
    }

    private int retire(MailAddress owner, CertificateTemplate template) {
        Instant now = clock.instant();
        EnrollmentFacts facts = gather(owner, template, now);
        int retired = 0;
        for (CertificateFacts held : facts.held()) {
            if (held.status() == CertificateStatus.ACTIVE) {
                retired += retire(owner, held, EnrollmentPolicy.retire(facts, held), now);
            }
        }
        return retired;
    }

    private int retire(MailAddress owner, CertificateFacts held, Decision<RetirementVerdict> decision, Instant now) {
        return switch (decision.verdict()) {
            case RetirementVerdict.Stay stay -> 0;
            case RetirementVerdict.Supersede supersede ->
                change(owner, held, CertificateStatus.SUPERSEDED, decision, now);
            case RetirementVerdict.Withdraw withdraw -> change(owner, held, CertificateStatus.WITHDRAWN, decision, now);
        };
    }

    private int change(
            MailAddress owner, CertificateFacts held, CertificateStatus status, Decision<?> decision, Instant now) {
        String outcome = "no longer published, its key is kept for old mail: " + held.fingerprint() + " is " + status;
        record(AuditAction.PUBLISH, owner, outcome, decision.because(), now);
        pki.certificates().changeStatus(held.fingerprint(), status);
        return 1;
    }

    private void record(AuditAction action, MailAddress owner, String outcome, List<Finding> because, Instant now) {
        auditLog.append(new AuditEvent(now, action, ACTOR, owner.toString(), outcome, because));
    }
}
