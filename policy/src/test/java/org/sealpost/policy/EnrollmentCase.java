package org.sealpost.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.identity.Holder;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.identity.TemplateFields;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.EnrollmentFacts.Held;

/** One person, some templates and policies, as a test sets them up. */
final class EnrollmentCase {
    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final MailAddress ANNA = MailAddress.parse("anna@example.org");
    static final MailAddress ANN = MailAddress.parse("ann@example.org");

    Optional<Enrollee> enrollee = Optional.of(anna(List.of(ANNA), "", Set.of()));
    final Map<String, CertificateTemplate> templates = new LinkedHashMap<>();
    final Set<String> offered = new LinkedHashSet<>();
    final List<PolicyObject> policies = new ArrayList<>();
    final Set<String> blocked = new LinkedHashSet<>();
    final List<Held> held = new ArrayList<>();
    final List<EnrollmentRequest> requests = new ArrayList<>();
    final List<EnrollmentSetback> setbacks = new ArrayList<>();

    ArchiveFacts archive = RecoveryAgents.NONE.facts(NOW);

    /** Everybody gets MailUser. */
    EnrollmentCase() {
        template("MailUser", Map.of("version", "2.0"));
        policies.add(policy("Default", "", Switches.ON, "MailUser"));
    }

    static Enrollee anna(List<MailAddress> addresses, String unit, Set<String> groups) {
        return new Enrollee(
                "anna@example.org",
                Holder.USER,
                "Anna",
                addresses,
                List.of(),
                new Domain("example.org"),
                unit,
                true,
                Custody.ORGANISATION,
                groups);
    }

    static Enrollee anna(boolean enabled, Custody custody) {
        Enrollee one = anna(List.of(ANNA), "", Set.of());
        return new Enrollee(
                one.owner(),
                one.holder(),
                one.displayName(),
                one.addresses(),
                one.hosts(),
                one.domain(),
                one.unit(),
                enabled,
                custody,
                one.groups());
    }

    /** Adds a mail template, or changes it. */
    CertificateTemplate template(String name, Map<String, String> fields) {
        Map<String, String> all = new LinkedHashMap<>(Map.ofEntries(
                Map.entry("display-name", name),
                Map.entry("for", "user"),
                Map.entry("purpose", "sign, encrypt"),
                Map.entry("extended-key-usage", "emailProtection"),
                Map.entry("key", "RSA-3072"),
                Map.entry("archive-key", "no"),
                Map.entry("exportable-key", "yes"),
                Map.entry("renew-with-same-key", "no"),
                Map.entry("validity", "700 days"),
                Map.entry("renewal-period", "60 days"),
                Map.entry("subject", "common-name"),
                Map.entry("email-in-subject", "yes"),
                Map.entry("alternative-names", "email"),
                Map.entry("publish", "yes"),
                Map.entry("no-duplicates", "yes"),
                Map.entry("manager-approval", "no"),
                Map.entry("authorized-signatures", "0"),
                Map.entry("supersedes", ""),
                Map.entry("grants", "users: read enroll autoenroll"),
                Map.entry("schema", "3"),
                Map.entry("version", "1.0"),
                Map.entry("retired", "no")));
        all.putAll(fields);
        CertificateTemplate template = TemplateFields.read(name, all);
        templates.put(name, template);
        offered.add(name);
        return template;
    }

    static PolicyObject policy(String name, String unit, Switches switches, String... templates) {
        Optional<Domain> domain = unit.isEmpty() ? Optional.empty() : Optional.of(new Domain("example.org"));
        return new PolicyObject(name, domain, unit, false, switches, List.of(templates), List.of());
    }

    static PolicyObject enforced(PolicyObject policy) {
        return new PolicyObject(
                policy.name(),
                policy.domain(),
                policy.unit(),
                true,
                policy.switches(),
                policy.templates(),
                policy.only());
    }

    CertificateFacts holds(String template, int version, CertificateStatus status, int daysLeft) {
        return holds(template, version, status, daysLeft, List.of(ANNA), "RSA-3072");
    }

    CertificateFacts holds(
            String template,
            int version,
            CertificateStatus status,
            int daysLeft,
            List<MailAddress> addresses,
            String key) {
        CertificateFacts facts = new CertificateFacts(
                template + " " + daysLeft,
                addresses,
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                template,
                version,
                key,
                NOW.minus(Duration.ofDays(800)),
                NOW.plus(Duration.ofDays(daysLeft)),
                status);
        held.add(new Held(facts, true, List.of()));
        return facts;
    }

    /** With a key that the house does not have. */
    CertificateFacts holdsOnDevice(String template, int daysLeft) {
        CertificateFacts facts = holds(template, 2, CertificateStatus.ACTIVE, daysLeft);
        held.set(held.size() - 1, new Held(facts, false, List.of()));
        return facts;
    }

    /** A computer's certificate over these names. */
    void holdsHosts(String template, List<String> hosts) {
        CertificateFacts facts = holds(template, 1, CertificateStatus.ACTIVE, 700, List.of(), "RSA-3072");
        held.set(held.size() - 1, new Held(facts, true, hosts));
    }

    static Enrollee computer(String... hosts) {
        return new Enrollee(
                "host/" + hosts[0],
                Holder.COMPUTER,
                hosts[0],
                List.of(),
                List.of(hosts),
                new Domain("example.org"),
                "",
                true,
                Custody.DEVICE,
                Set.of());
    }

    EnrollmentRequest request(EnrollmentRequest.State state, int version) {
        return request(state, "MailUser", version, Optional.empty());
    }

    EnrollmentRequest request(EnrollmentRequest.State state, String template, Optional<byte[]> key) {
        return request(state, template, 2, key);
    }

    private EnrollmentRequest request(
            EnrollmentRequest.State state, String template, int version, Optional<byte[]> key) {
        EnrollmentRequest request = new EnrollmentRequest(
                "r1", "anna@example.org", template, version, Optional.empty(), key, state, List.of(), "because", NOW);
        requests.add(request);
        return request;
    }

    /** So many recovery agents, of whom so many must agree. */
    void agents(int need, int count) {
        archive = new ArchiveFacts(
                IntStream.range(0, count)
                        .mapToObj(number -> new ArchiveFacts.Agent("agent " + number, NOW, NOW, false))
                        .toList(),
                need,
                NOW);
    }

    AutoenrollmentScope scope() {
        return AutoenrollmentScope.of(enrollee.orElseThrow(), policies, blocked);
    }

    EnrollmentPlan plan() {
        AutoenrollmentScope scope = enrollee.map(one -> AutoenrollmentScope.of(one, policies, blocked))
                .orElse(new AutoenrollmentScope(false, false, false, Map.of(), List.of()));
        return EnrollmentPolicy.plan(
                new EnrollmentFacts(enrollee, scope, templates, offered, held, requests, setbacks, archive, NOW));
    }

    EnrollmentVerdict verdict() {
        return verdict("MailUser");
    }

    EnrollmentVerdict verdict(String template) {
        return decision(template).verdict();
    }

    Rule rule() {
        return decision("MailUser").because().getFirst().rule();
    }

    Rule rule(String template) {
        return decision(template).because().getFirst().rule();
    }

    Decision<EnrollmentVerdict> decision(String template) {
        return java.util.Objects.requireNonNull(plan().templates().get(template));
    }

    RetirementVerdict retirement(CertificateFacts certificate) {
        return java.util.Objects.requireNonNull(plan().certificates().get(certificate.fingerprint()))
                .verdict();
    }
}
