package org.sealpost.enrollment;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DomainCertificates;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Certificates of whole domains: those of partners, with which mail to all their people is sealed, and our own for them. */
public final class PartnerDomains {
    private final Directory directory;
    private final CertificateRepository certificates;
    private final Onboarding onboarding;
    private final ChainTrust trust;
    private final AuditLog auditLog;
    private final Clock clock;

    public PartnerDomains(
            Directory directory,
            CertificateRepository certificates,
            Onboarding onboarding,
            ChainTrust trust,
            AuditLog auditLog,
            Clock clock) {
        this.directory = directory;
        this.certificates = certificates;
        this.onboarding = onboarding;
        this.trust = trust;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** All certificates of a domain in any status, newest first. */
    public List<Certificate> of(Domain domain) {
        return certificates.find(DomainCertificates.nameOf(domain));
    }

    /**
     * From now on mail to a domain may be encrypted to these certificates, and their signatures count for its people. The
     * administrator vouches for them by comparing the fingerprint; the verdicts on their issuers are only told.
     *
     * @param actor as the audit log names them
     * @return for each certificate what the house thinks of its chain
     * @throws IllegalArgumentException if the domain is ours, or nothing can be encrypted to now
     */
    public List<ChainVerdict> add(Domain domain, List<Certificate> brought, String actor) {
        if (directory.isAccepted(domain)) {
            throw new IllegalArgumentException(domain
                    + " is one of our domains; its own certificate is made with: sealpost partner gateway certify "
                    + domain);
        }
        boolean serves =
                brought.stream().anyMatch(one -> one.facts().isUsableFor(CertificateUse.ENCRYPT, clock.instant()));
        if (!serves) {
            throw new IllegalArgumentException(
                    "expected a certificate that can be encrypted to now; see its dates and key usage");
        }
        MailAddress name = DomainCertificates.nameOf(domain);
        for (Certificate certificate : brought) {
            auditLog.append(
                    List.of(event(
                            actor,
                            domain,
                            "add certificate " + certificate.facts().fingerprint() + " for the whole domain")),
                    () -> certificates.publish(certificate, name));
        }
        return brought.stream().map(this::verdict).toList();
    }

    /** What the house thinks of the chain of a certificate. */
    public ChainVerdict verdict(Certificate certificate) {
        return trust.judge(ChainQuestion.of(List.of(certificate.der()), ChainPurpose.MAIL_ENCRYPTION, clock.instant()));
    }

    /**
     * Uses certificates of a partner domain no longer.
     *
     * @return how many that concerns
     */
    public int remove(Domain domain, List<Certificate> withdrawn, String actor) {
        List<Certificate> active = withdrawn.stream()
                .filter(one -> one.facts().status() == CertificateStatus.ACTIVE)
                .filter(one -> one.facts().template().isEmpty())
                .toList();
        for (Certificate certificate : active) {
            String fingerprint = certificate.facts().fingerprint();
            auditLog.append(
                    List.of(event(actor, domain, "withdraw certificate " + fingerprint + " of the whole domain")),
                    certificates.changingStatus(fingerprint, CertificateStatus.WITHDRAWN));
        }
        return active.size();
    }

    /**
     * Gives one of our domains a certificate for its gateway, if it has none: an account that nobody can log in to, whose
     * certificates are made, renewed, archived and published as those of people are.
     *
     * @return the certificates to hand to partners
     */
    public List<Certificate> certify(Domain domain, DirectoryChanges changes) {
        if (!directory.isAccepted(domain)) {
            throw new IllegalArgumentException(domain + " is not one of our domains; see: sealpost domain list");
        }
        MailAddress name = DomainCertificates.nameOf(domain);
        if (directory.account(name).isEmpty()) {
            onboarding.enter(
                    changes,
                    new Account(name, "Mail gateway of " + domain, "", List.of(), Custody.ORGANISATION, 0, true));
        }
        return certificates.published(name, clock.instant());
    }

    /** The certificate to hand to partners, if there is one. */
    public Optional<Certificate> own(Domain domain) {
        return certificates.published(DomainCertificates.nameOf(domain), clock.instant()).stream()
                .findFirst();
    }

    private AuditEvent event(String actor, Domain domain, String outcome) {
        return new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                actor,
                domain.name(),
                outcome,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor)));
    }
}
