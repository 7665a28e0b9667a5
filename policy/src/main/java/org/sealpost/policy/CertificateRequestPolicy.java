package org.sealpost.policy;

import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.SubjectNames;
import org.sealpost.identity.TemplateRight;
import org.sealpost.policy.EnrollmentFacts.Held;

/** Judges a request for a certificate, the same way at every door: who is known is not yet allowed (CVE-2021-20179). */
public final class CertificateRequestPolicy {
    private CertificateRequestPolicy() {}

    public static Decision<CertificateRequestVerdict> decide(CertificateRequestFacts facts) {
        return refuse(facts)
                .map(finding -> new Decision<>(CertificateRequestVerdict.REFUSE, List.of(finding)))
                .orElseGet(() -> consent(facts));
    }

    private static Optional<Finding> refuse(CertificateRequestFacts facts) {
        if (!facts.enrollee().enabled()) {
            return found(EnrollmentRule.ACCOUNT_IS_DISABLED, facts.enrollee().owner());
        }
        return EnrollmentRights.refuse(
                        facts.enrollee(),
                        facts.template(),
                        facts.offered(),
                        EnumSet.of(TemplateRight.READ, TemplateRight.ENROLL))
                .or(() -> agents(facts))
                .or(() -> names(facts))
                .or(() -> key(facts))
                .or(() -> archive(facts))
                .or(() -> onHold(facts))
                .or(() -> facts.renews().isPresent()
                        ? renewal(facts, facts.renews().get())
                        : duplicate(facts));
    }

    /** Else an agent could get a certificate in the name of whomever it likes. */
    private static Optional<Finding> agents(CertificateRequestFacts facts) {
        return facts.agents() > 0 && facts.template().issuance().authorizedSignatures() == 0
                ? found(EnrollmentRule.AGENT_NOT_WANTED, facts.template().name())
                : Optional.empty();
    }

    private static Optional<Finding> names(CertificateRequestFacts facts) {
        List<String> missing = SubjectNames.missing(facts.template(), facts.enrollee());
        return missing.isEmpty()
                ? Optional.empty()
                : found(
                        EnrollmentRule.DIRECTORY_VALUE_MISSING,
                        facts.enrollee().owner(),
                        String.join(", ", missing),
                        facts.template().name());
    }

    private static Optional<Finding> key(CertificateRequestFacts facts) {
        return KeyStrength.suffices(facts.key(), facts.template())
                ? Optional.empty()
                : found(
                        EnrollmentRule.KEY_NO_LONGER_FITS,
                        facts.key(),
                        facts.template().keyAlgorithm(),
                        facts.template().name());
    }

    /** Else mail would be encrypted to a key of which the template promises that agents can bring it back. */
    private static Optional<Finding> archive(CertificateRequestFacts facts) {
        Decision<ArchiveVerdict> archiving = ArchivePolicy.decide(facts.archive());
        if (!facts.template().archivesKeys() || archiving.verdict() instanceof ArchiveVerdict.NoAgents) {
            return Optional.empty();
        }
        if (!facts.keyHere()) {
            return found(EnrollmentRule.KEY_MADE_ELSEWHERE, facts.template().name());
        }
        return archiving.verdict() instanceof ArchiveVerdict.Wait
                ? Optional.of(archiving.because().getFirst())
                : Optional.empty();
    }

    /** Whoever may have the key in the wrong hands gets no new certificate until that is known. */
    private static Optional<Finding> onHold(CertificateRequestFacts facts) {
        return facts.held().stream()
                .map(Held::facts)
                .filter(held ->
                        held.template().equals(facts.template().name()) && held.status() == CertificateStatus.ON_HOLD)
                .findFirst()
                .flatMap(held -> found(EnrollmentRule.CERTIFICATE_IS_ON_HOLD, held.fingerprint()));
    }

    /** A revoked certificate is replaced by a new enrolment and never renewed. */
    private static Optional<Finding> renewal(CertificateRequestFacts facts, CertificateFacts old) {
        if (old.status() == CertificateStatus.REVOKED) {
            return found(EnrollmentRule.CERTIFICATE_WAS_REVOKED, old.template());
        }
        if (facts.now().isAfter(old.notAfter())) {
            return found(EnrollmentRule.CERTIFICATE_EXPIRED, old.notAfter());
        }
        boolean own = facts.held().stream()
                .anyMatch(held -> held.facts().fingerprint().equals(old.fingerprint()));
        boolean same = old.template().equals(facts.template().name())
                || facts.template().supersedes().contains(old.template());
        return own && same
                ? Optional.empty()
                : found(
                        EnrollmentRule.TEMPLATE_FOR_OTHERS,
                        facts.template().name(),
                        old.template(),
                        facts.enrollee().owner());
    }

    private static Optional<Finding> duplicate(CertificateRequestFacts facts) {
        return facts.held().stream()
                .map(Held::facts)
                .filter(held -> facts.template().issuance().noDuplicates()
                        && held.template().equals(facts.template().name())
                        && held.status() == CertificateStatus.ACTIVE
                        && held.isValidAt(facts.now())
                        // Near its end a new one is no duplicate, even if the old key is lost.
                        && facts.now()
                                .isBefore(held.notAfter().minus(facts.template().renewalPeriod())))
                .findFirst()
                .flatMap(held -> found(
                        EnrollmentRule.DUPLICATE_CERTIFICATE, facts.template().name(), held.fingerprint()));
    }

    private static Decision<CertificateRequestVerdict> consent(CertificateRequestFacts facts) {
        boolean signed = facts.agents() >= facts.template().issuance().authorizedSignatures();
        boolean needed =
                facts.renews().isEmpty() && (facts.template().issuance().managerApproval() || !signed);
        if (!needed) {
            return Decision.of(
                    CertificateRequestVerdict.ISSUE,
                    EnrollmentRule.ENROLLMENT_GRANTED,
                    facts.enrollee().owner(),
                    facts.template().name());
        }
        Optional<EnrollmentRequest> known = facts.known();
        return known.map(request -> switch (request.state()) {
                    case APPROVED ->
                        Decision.of(
                                CertificateRequestVerdict.ISSUE,
                                EnrollmentRule.REQUEST_WAS_APPROVED,
                                request.id(),
                                request.reason());
                    case DENIED ->
                        Decision.of(
                                CertificateRequestVerdict.REFUSE,
                                EnrollmentRule.REQUEST_WAS_DENIED,
                                request.id(),
                                request.reason());
                    case PENDING, ISSUED ->
                        Decision.of(
                                CertificateRequestVerdict.PEND,
                                EnrollmentRule.REQUEST_IS_PENDING,
                                request.id(),
                                request.template());
                })
                .orElseGet(() -> Decision.of(
                        CertificateRequestVerdict.PEND,
                        EnrollmentRule.CONSENT_NEEDED,
                        facts.template().name()));
    }

    private static Optional<Finding> found(EnrollmentRule rule, Object... about) {
        return Optional.of(Finding.of(rule, about));
    }
}
