package org.sealpost.enrollment;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.EnrollmentSecret;
import org.sealpost.identity.EnrollmentSecrets;
import org.sealpost.identity.SpokenCode;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Finding;

/** Gives devices that cannot log in a secret with which they may ask for one certificate, over CMP or SCEP. */
public final class DeviceSecrets {
    public static final Duration LONGEST = Duration.ofDays(30);

    private final EnrollmentSecrets secrets;
    private final EnrollmentDesk desk;
    private final AuditLog auditLog;
    private final Clock clock;

    public DeviceSecrets(EnrollmentSecrets secrets, EnrollmentDesk desk, AuditLog auditLog, Clock clock) {
        this.secrets = secrets;
        this.desk = desk;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * Makes a secret. What it is used for is judged then, by the rights that the owner has then.
     *
     * @throws IllegalArgumentException if there is no such owner or template, or it is to last too long
     */
    public EnrollmentSecret make(String owner, String template, Duration lasts, String actor) {
        CertificateTemplate wanted = desk.template(template)
                .orElseThrow(() -> new IllegalArgumentException("there is no template " + template));
        String known = desk.firstKnown(List.of(owner))
                .orElseThrow(() -> new IllegalArgumentException("there is no account or computer " + owner));
        if (!lasts.isPositive() || lasts.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a secret lasts at most " + LONGEST.toDays() + " days");
        }
        EnrollmentSecret secret = new EnrollmentSecret(
                SpokenCode.name(),
                known,
                wanted.name(),
                SpokenCode.password(),
                clock.instant().plus(lasts),
                Optional.empty());
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.ADMINISTER,
                        actor,
                        known,
                        "enrolment secret " + secret.reference() + " for template " + wanted.name() + " until "
                                + secret.expires(),
                        List.of(Finding.of(AdministrationRule.ASKED_BY, actor)))),
                secrets.putting(secret, clock.instant()));
        return secret;
    }

    /** The secret of this reference, if it has not ended. */
    public Optional<EnrollmentSecret> find(String reference) {
        return secrets.find(reference).filter(secret -> clock.instant().isBefore(secret.expires()));
    }

    /** Uses a secret for a key; says what stands against it. The same key may come again: answers get lost. */
    public Optional<Finding> use(EnrollmentSecret secret, String keyId) {
        return secret.isFor(keyId) && secrets.use(secret.reference(), keyId)
                ? Optional.empty()
                : Optional.of(Finding.of(EnrollmentRule.SECRET_WAS_USED, secret.reference()));
    }
}
