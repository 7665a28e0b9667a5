package org.sealpost.enrollment;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.sealpost.enrollment.EnrollmentLoop.Patience;
import org.sealpost.identity.Certificate;
import org.sealpost.identity.CertificateRepository;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.Change;
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
    private final CertificateRepository certificates;
    private final IssuedCertificates book;
    private final CrlIssuer crls;
    private final EnrollmentLoop enrollment;
    private final AuditLog auditLog;
    private final Clock clock;

    public Revocation(
            CertificateRepository certificates,
            IssuedCertificates book,
            CrlIssuer crls,
            EnrollmentLoop enrollment,
            AuditLog auditLog,
            Clock clock) {
        this.certificates = certificates;
        this.book = book;
        this.crls = crls;
        this.enrollment = enrollment;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * Revokes for good, or for the time being with {@link RevocationReason#CERTIFICATE_HOLD}. False if it is not one of ours or
     * was revoked before; then nothing is written and nothing changes.
     *
     * @throws IllegalArgumentException if there is no such certificate
     */
    public boolean revoke(String fingerprint, RevocationReason reason, String actor) {
        Certificate certificate = require(fingerprint);
        if (!book.canRevoke(fingerprint)) {
            return false;
        }
        change(
                certificate,
                "revoke for " + certificate.facts().addresses() + ", reason " + reason,
                actor,
                book.revoking(fingerprint, reason, clock.instant()));
        return true;
    }

    /** Lets a certificate on hold count again. False if it is not on hold. */
    public boolean release(String fingerprint, String actor) {
        Certificate certificate = require(fingerprint);
        if (certificate.facts().status() != CertificateStatus.ON_HOLD) {
            return false;
        }
        change(
                certificate,
                "no longer on hold, for " + certificate.facts().addresses(),
                actor,
                book.releasing(fingerprint));
        return true;
    }

    private Certificate require(String fingerprint) {
        return certificates
                .byFingerprint(fingerprint)
                .orElseThrow(() -> new IllegalArgumentException("there is no certificate " + fingerprint));
    }

    private void change(Certificate certificate, String outcome, String actor, Change change) {
        Instant now = clock.instant();
        String fingerprint = certificate.facts().fingerprint();
        Issued issued = book.issued(fingerprint).orElseThrow();
        auditLog.append(
                List.of(new AuditEvent(
                        now,
                        AuditAction.REVOKE,
                        actor,
                        fingerprint,
                        outcome,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                change);
        crls.renew(issued.issuer(), now);
        if (EnrollmentLoop.isHolder(issued.owner())) {
            enrollment.reconcile(issued.owner(), Patience.TRY_AT_ONCE);
        }
    }
}
