package org.sealpost.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.SubjectNames;
import org.sealpost.mail.MailAddress;

/** Whether a certificate still is what its template and the directory say, and whether its time is nearly over. */
final class EnrollmentFitness {
    private EnrollmentFitness() {}

    /** Why another certificate must take its place, before its time. */
    static Optional<Finding> unfit(Enrollee enrollee, CertificateTemplate template, EnrollmentFacts.Held held) {
        CertificateFacts current = held.facts();
        if (current.templateVersion() < template.version()) {
            return Optional.of(Finding.of(EnrollmentRule.TEMPLATE_IS_NEWER, template.name(), template.version()));
        }
        SubjectNames names = SubjectNames.of(template, enrollee);
        if (!keys(current.addresses()).equals(keys(names.addresses()))) {
            return Optional.of(Finding.of(EnrollmentRule.ADDRESSES_CHANGED, enrollee.addresses()));
        }
        if (!Set.copyOf(held.hosts()).equals(Set.copyOf(names.hosts()))) {
            return Optional.of(Finding.of(EnrollmentRule.ADDRESSES_CHANGED, enrollee.hosts()));
        }
        if (!KeyStrength.suffices(current.keyAlgorithm(), template)) {
            return Optional.of(Finding.of(
                    EnrollmentRule.KEY_NO_LONGER_FITS,
                    current.keyAlgorithm(),
                    template.keyAlgorithm(),
                    template.name()));
        }
        return Optional.empty();
    }

    static Optional<Finding> due(CertificateTemplate template, CertificateFacts current, Instant now) {
        if (now.isAfter(current.notAfter())) {
            return Optional.of(Finding.of(EnrollmentRule.CERTIFICATE_EXPIRED, current.notAfter()));
        }
        return now.isAfter(current.notAfter().minus(template.renewalPeriod()))
                ? Optional.of(Finding.of(EnrollmentRule.RENEWAL_IS_DUE, current.notAfter()))
                : Optional.empty();
    }

    private static Set<String> keys(java.util.List<MailAddress> addresses) {
        return addresses.stream().map(MailAddress::key).collect(Collectors.toSet());
    }
}
