package org.sealpost.enrollment;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.TemplateGrant;
import org.sealpost.identity.Trustee;
import org.sealpost.pki.AuthorityRecord;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.policy.ArchiveFacts;
import org.sealpost.policy.AutoenrollmentScope;
import org.sealpost.policy.EnrollmentFacts;
import org.sealpost.policy.EnrollmentFacts.Held;

/** Templates, offers, policies and recovery agents as they are at one moment: the same for everybody whom a run looks at. */
record Snapshot(
        Map<String, CertificateTemplate> templates,
        Set<String> offered,
        List<PolicyObject> policies,
        Set<String> blocked,
        ArchiveFacts archive) {
    static Snapshot of(EnrollmentRules rules, IssuedCertificates book, Instant now) {
        Map<String, CertificateTemplate> templates = new LinkedHashMap<>();
        rules.catalog().templates().forEach(template -> templates.put(template.name(), template));
        return new Snapshot(
                templates,
                offered(rules, book),
                rules.policies().policies(),
                rules.policies().blocked(),
                rules.agents().facts(now));
    }

    /** The templates that an authority offers which issues now; one that awaits its certificate issues nothing yet. */
    static Set<String> offered(EnrollmentRules rules, IssuedCertificates book) {
        Set<String> issuing = book.authorities().stream()
                .filter(AuthorityRecord::issues)
                .map(AuthorityRecord::line)
                .collect(Collectors.toSet());
        return rules.catalog().offers().entrySet().stream()
                .filter(offer -> issuing.contains(offer.getKey()))
                .flatMap(offer -> offer.getValue().stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The same with one policy put or replaced, to see what it would do. */
    Snapshot with(PolicyObject policy) {
        List<PolicyObject> changed = new ArrayList<>(policies);
        changed.removeIf(one -> one.name().equals(policy.name()));
        changed.add(policy);
        return new Snapshot(templates, offered, changed, blocked, archive);
    }

    /** Whether anybody's groups make a difference; looking them up is left out if not. */
    boolean asksForGroups() {
        Stream<Trustee> granted = templates.values().stream()
                .flatMap(template -> template.grants().stream())
                .map(TemplateGrant::trustee);
        Stream<Trustee> limited = policies.stream().flatMap(policy -> policy.only().stream());
        return Stream.concat(granted, limited).anyMatch(trustee -> trustee.kind() == Trustee.Kind.GROUP);
    }

    EnrollmentFacts facts(
            Optional<Enrollee> enrollee,
            List<Held> held,
            List<EnrollmentRequest> requests,
            List<EnrollmentSetback> setbacks,
            Instant now) {
        AutoenrollmentScope scope = enrollee.map(one -> AutoenrollmentScope.of(one, policies, blocked))
                .orElseGet(() -> new AutoenrollmentScope(false, false, false, Map.of(), List.of()));
        return new EnrollmentFacts(enrollee, scope, templates, offered, held, requests, setbacks, archive, now);
    }
}
