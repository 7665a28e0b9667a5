package org.sealpost.enrollment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.sealpost.enrollment.EnrollmentLoop.Patience;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.RevocationReason;
import org.sealpost.pki.CertificateAuthority;
import org.sealpost.pki.CrlIssuer;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Revokes a certificate for everybody to see: book and OCSP at once, a new CRL, and a new certificate for its holder. */
public final class Revocation {
    private final CertificateAuthority authority;
    private final CertificateRepository certificates;
    private final IssuedCertificates book;
    private final CrlIssuer crls;
    private final EnrollmentLoop enrollment;
    private final AuditLog auditLog;
    private final Clock clock;

    public Revocation(
            CertificateAuthority authority,
            CertificateRepository certificates,
            IssuedCertificates book,
            CrlIssuer crls,
            EnrollmentLoop enrollment,
            AuditLog auditLog,
            Clock clock) {
        this.authority = authority;
        this.certificates = certificates;
        this.book = book;
        this.crls = crls;
        this.enrollment = enrollment;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * False if it is not one of ours or was revoked before; then nothing is written and nothing changes.
     *
     * @throws IllegalArgumentException if there is no such certificate
     */
    public boolean revoke(String fingerprint, RevocationReason reason, String actor) {
        Certificate certificate = certificates
                .byFingerprint(fingerprint)
                .orElseThrow(() -> new IllegalArgumentException("there is no certificate " + fingerprint));
        if (!authority.canRevoke(fingerprint)) {
            return false;
        }
        Instant now = clock.instant();
        auditLog.append(new AuditEvent(
                now,
                AuditAction.REVOKE,
                actor,
                fingerprint,
                "revoke for " + certificate.facts().addresses() + ", reason " + reason,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor))));
        boolean revoked = authority.revoke(fingerprint, reason, now);
        crls.renew("issuing", now);
        book.issued(fingerprint)
                .map(Issued::owner)
                .filter(EnrollmentLoop::isHolder)
                .ifPresent(owner -> enrollment.reconcile(owner, Patience.TRY_AT_ONCE));
        return revoked;
    }
}
