package org.sealpost.enrollment;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateTemplate.Revision;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.identity.TemplateFields;
import org.sealpost.identity.TemplateGrant;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Change;
import org.sealpost.pki.Templates;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/**
 * Changes templates, what authorities offer and policy objects; each change is on record with the administrator's name. The
 * templates that came with the house keep their meaning: only their grants change, for more they are copied.
 */
public final class TemplateAdministration {
    /** The policy that every house starts with: everybody gets {@code MailUser}, every computer {@code Computer}. */
    public static final String DEFAULT_POLICY = "Default";

    private static final String SET_UP = "house";

    private final EnrollmentRules rules;
    private final AuditLog auditLog;
    private final Clock clock;

    public TemplateAdministration(EnrollmentRules rules, AuditLog auditLog, Clock clock) {
        this.rules = rules;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** At the first start: all templates, nearly all offered by the issuing authority, and the policy that deploys one. Later: new ones. */
    public void setUp(String issuing) {
        Set<String> known = Set.copyOf(rules.catalog().templates().stream()
                .map(CertificateTemplate::name)
                .toList());
        Change change = Change.none();
        for (CertificateTemplate template : Templates.ALL) {
            if (!known.contains(template.name())) {
                change = change.and(rules.catalog().putting(template));
                if (Templates.isOfferedAtFirst(template)) {
                    change = change.and(rules.catalog().offering(issuing, template.name(), true));
                }
            }
        }
        if (known.isEmpty()) {
            change = change.and(rules.policies()
                    .putting(new PolicyObject(
                            DEFAULT_POLICY,
                            Optional.empty(),
                            "",
                            false,
                            Switches.ON,
                            List.of(Templates.MAIL_USER.name(), Templates.COMPUTER.name()),
                            List.of())));
        }
        if (!known.containsAll(
                Templates.ALL.stream().map(CertificateTemplate::name).toList())) {
            record(SET_UP, "templates", "add the templates of this version", AdministrationRule.SET_UP, change);
        }
    }

    public List<CertificateTemplate> templates() {
        return rules.catalog().templates();
    }

    /**
     * The template of this name.
     *
     * @throws DirectoryConflict if there is none
     */
    public CertificateTemplate require(String name) {
        return rules.catalog().find(name).orElseThrow(() -> new DirectoryConflict("there is no template " + name));
    }

    public Map<String, Set<String>> offers() {
        return rules.catalog().offers();
    }

    /** Duplicates a template under another name; the copy begins at version 1.0 and is not offered yet. */
    public CertificateTemplate copy(String from, String name, Optional<String> displayName, int schema, String actor) {
        CertificateTemplate original = require(from);
        refuseKnown(name);
        CertificateTemplate copy = original.named(name, displayName.orElse(name))
                .with(new Revision(schema, 1, 0))
                .superseding(List.of());
        put(copy, "copy template " + original.name() + " to " + name, actor);
        return copy;
    }

    private void refuseKnown(String name) {
        if (name.equals(PolicyObject.OPEN_PGP)) {
            throw new DirectoryConflict(name + " in a policy means OpenPGP keys; give the template another name");
        }
        if (rules.catalog().find(name).isPresent()) {
            throw new DirectoryConflict("there is a template " + name + " already");
        }
    }

    /**
     * Changes fields by name (see {@link TemplateFields}); the minor version is raised.
     *
     * @throws DirectoryConflict if the template came with the house and more than its grants are to change
     * @throws IllegalArgumentException if a field or value is unknown
     */
    public CertificateTemplate change(String name, Map<String, String> changes, String actor) {
        CertificateTemplate before = require(name);
        Map<String, String> fields = new LinkedHashMap<>(TemplateFields.of(before));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            if (!fields.containsKey(change.getKey())) {
                throw new IllegalArgumentException(
                        "no such field of a template: " + change.getKey() + "; expected one of " + fields.keySet());
            }
            fields.put(change.getKey(), change.getValue());
        }
        CertificateTemplate after = TemplateFields.read(before.name(), fields);
        if (!changes.containsKey("version")) {
            after = after.with(raised(before.revision()));
        }
        refuseUnlike(before, after);
        requireKnown(after.supersedes());
        put(after, "change template " + before.name() + ": " + differences(before, after), actor);
        return after;
    }

    /** Adds or replaces a template as a file describes it; nothing happens if it is as it was. */
    public List<String> apply(CertificateTemplate wanted, String actor) {
        Optional<CertificateTemplate> before = rules.catalog().find(wanted.name());
        List<String> differences =
                before.map(known -> differences(known, wanted)).orElse(List.of("new"));
        if (!differences.isEmpty()) {
            before.ifPresent(known -> refuseUnlike(known, wanted));
            requireKnown(wanted.supersedes());
            put(wanted, "apply template " + wanted.name() + ": " + differences, actor);
        }
        return differences;
    }

    /** The fields in which two templates differ, such as {@code key: RSA-3072 -> RSA-4096}. */
    public static List<String> differences(CertificateTemplate before, CertificateTemplate after) {
        Map<String, String> old = TemplateFields.of(before);
        List<String> differences = new ArrayList<>();
        TemplateFields.of(after).forEach((field, value) -> {
            if (!value.equals(old.get(field))) {
                differences.add(field + ": " + old.get(field) + " -> " + value);
            }
        });
        return differences;
    }

    private void refuseUnlike(CertificateTemplate before, CertificateTemplate after) {
        Optional<CertificateTemplate> original = Templates.find(before.name());
        boolean same = original.map(one -> one.granting(after.grants()).equals(after.with(one.revision())))
                .orElse(true);
        if (!same) {
            throw new DirectoryConflict(
                    before.name() + " came with the house and only its grants can be changed; copy it:"
                            + " sealpost template copy " + before.name() + " NEW-NAME");
        }
    }

    private void requireKnown(List<String> names) {
        names.forEach(this::require);
    }

    private static Revision raised(Revision revision) {
        return new Revision(revision.schema(), revision.major(), revision.minor() + 1);
    }

    /** Makes all holders enrol again, with the next run. */
    public CertificateTemplate reenroll(String name, String actor) {
        return edit(
                name,
                "re-enrol all holders of template " + name,
                actor,
                template -> template.with(new Revision(template.revision().schema(), template.version() + 1, 0)));
    }

    public CertificateTemplate grant(String name, TemplateGrant grant, String actor) {
        return edit(name, "grant on template " + name + " to " + grant, actor, template -> {
            List<TemplateGrant> grants = without(template, grant.trustee());
            grants.add(grant);
            return template.granting(grants);
        });
    }

    public CertificateTemplate revokeGrant(String name, Trustee trustee, String actor) {
        return edit(name, "take the rights on template " + name + " from " + trustee, actor, template -> {
            List<TemplateGrant> grants = without(template, trustee);
            if (grants.size() == template.grants().size()) {
                throw new DirectoryConflict(trustee + " has no rights of its own on " + template.name());
            }
            return template.granting(grants);
        });
    }

    private static List<TemplateGrant> without(CertificateTemplate template, Trustee trustee) {
        return new ArrayList<>(template.grants().stream()
                .filter(one -> !one.trustee().equals(trustee))
                .toList());
    }

    /** No more certificates of it; those that are there stay. It is never deleted, since certificates refer to it. */
    public CertificateTemplate retire(String name, String actor) {
        CertificateTemplate template = require(name);
        Optional<String> deploying = rules.policies().policies().stream()
                .filter(policy -> policy.templates().contains(template.name()))
                .map(PolicyObject::name)
                .findFirst();
        if (deploying.isPresent()) {
            throw new DirectoryConflict("the policy " + deploying.get() + " deploys " + template.name()
                    + "; take it out of the policy first, or supersede it with another template");
        }
        return edit(name, "retire template " + name, actor, CertificateTemplate::retire);
    }

    private CertificateTemplate edit(
            String name, String outcome, String actor, UnaryOperator<CertificateTemplate> change) {
        CertificateTemplate changed = change.apply(require(name));
        put(changed, outcome, actor);
        return changed;
    }

    private void put(CertificateTemplate template, String outcome, String actor) {
        record(
                actor,
                template.name(),
                outcome,
                AdministrationRule.ASKED_BY,
                rules.catalog().putting(template));
    }

    /** Lets an authority issue a template, or no longer. */
    public void offer(String authority, String name, boolean offered, String actor) {
        CertificateTemplate template = require(name);
        record(
                actor,
                template.name(),
                (offered
                                ? "authority " + authority + " issues template "
                                : "authority " + authority + " no longer issues template ")
                        + template.name(),
                AdministrationRule.ASKED_BY,
                rules.catalog().offering(authority, template.name(), offered));
    }

    public List<PolicyObject> policies() {
        return rules.policies().policies();
    }

    public Set<String> blocked() {
        return rules.policies().blocked();
    }

    public PolicyObject requirePolicy(String name) {
        return policies().stream()
                .filter(policy -> policy.name().equalsIgnoreCase(name))
                .findFirst()
                .orElseThrow(() -> new DirectoryConflict("there is no policy " + name));
    }

    /** Adds a policy or replaces the one of its name. */
    public void putPolicy(PolicyObject policy, String actor) {
        requireKnown(policy.templates().stream()
                .filter(name -> !name.equals(PolicyObject.OPEN_PGP))
                .toList());
        record(
                actor,
                policy.name(),
                "policy " + PolicyWords.of(policy),
                AdministrationRule.ASKED_BY,
                rules.policies().putting(policy));
    }

    public void removePolicy(String name, String actor) {
        PolicyObject policy = requirePolicy(name);
        record(
                actor,
                policy.name(),
                "remove policy " + PolicyWords.of(policy),
                AdministrationRule.ASKED_BY,
                rules.policies().removing(policy.name()));
    }

    /** Lets a unit take nothing from the policies above it but what they enforce, or again. */
    public void block(String place, boolean blocked, String actor) {
        record(
                actor,
                place,
                (blocked ? "block" : "no longer block") + " policies from above " + place,
                AdministrationRule.ASKED_BY,
                rules.policies().blocking(place, blocked));
    }

    private void record(String actor, String subject, String outcome, AdministrationRule rule, Change change) {
        Finding because = rule == AdministrationRule.ASKED_BY ? Finding.of(rule, actor) : Finding.of(rule);
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(), AuditAction.ADMINISTER, actor, subject, outcome, List.of(because))),
                change);
    }
}
