package org.sealpost.policy;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.TemplateRight;

/** Whether somebody may have certificates of a template, at whichever door they ask. */
final class EnrollmentRights {
    private EnrollmentRights() {}

    /** The first thing that stands against it. */
    static Optional<Finding> refuse(
            Enrollee enrollee, CertificateTemplate template, boolean offered, Set<TemplateRight> needed) {
        if (template.retired()) {
            return Optional.of(Finding.of(EnrollmentRule.TEMPLATE_IS_RETIRED, template.name()));
        }
        if (template.holder() != enrollee.holder()) {
            return Optional.of(Finding.of(
                    EnrollmentRule.TEMPLATE_FOR_OTHERS, template.name(), template.holder(), enrollee.owner()));
        }
        if (!offered) {
            return Optional.of(Finding.of(EnrollmentRule.TEMPLATE_NOT_OFFERED, template.name()));
        }
        Set<TemplateRight> missing = EnumSet.copyOf(needed);
        missing.removeAll(template.rightsOf(enrollee));
        return missing.stream()
                .sorted()
                .findFirst()
                .map(right -> Finding.of(
                        EnrollmentRule.TEMPLATE_RIGHT_MISSING,
                        enrollee.owner(),
                        right.name().toLowerCase(java.util.Locale.ROOT),
                        template.name()));
    }
}
