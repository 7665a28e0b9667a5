package org.sealpost.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.Holder;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.SubjectNames;
import org.sealpost.identity.TemplateRight;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.EnrollmentFacts.Held;

/** Makes the plan of {@link EnrollmentPolicy} for one holder. */
final class EnrollmentPlanner {
    private final EnrollmentFacts facts;

    EnrollmentPlanner(EnrollmentFacts facts) {
        this.facts = facts;
    }

    EnrollmentPlan plan() {
        Map<String, Decision<EnrollmentVerdict>> templates = new LinkedHashMap<>();
        facts.scope().templates().keySet().stream()
                .filter(name -> !name.equals(PolicyObject.OPEN_PGP))
                .filter(this::isForHolder)
                .forEach(name -> templates.put(name, decide(name)));
        Map<String, Decision<RetirementVerdict>> certificates = new LinkedHashMap<>();
        for (Held held : facts.held()) {
            if (held.facts().status() == CertificateStatus.ACTIVE) {
                certificates.put(held.facts().fingerprint(), retire(held, templates));
            }
        }
        return new EnrollmentPlan(templates, certificates);
    }

    /** One policy may deploy templates for users and for computers. */
    private boolean isForHolder(String name) {
        CertificateTemplate template = facts.templates().get(name);
        return template == null
                || facts.enrollee()
                        .filter(enrollee -> enrollee.holder() != template.holder())
                        .isEmpty();
    }

    private Decision<EnrollmentVerdict> decide(String name) {
        Optional<Decision<EnrollmentVerdict>> refused = refuseHolder();
        if (refused.isPresent()) {
            return refused.get();
        }
        Enrollee enrollee = facts.enrollee().orElseThrow();
        CertificateTemplate template = facts.templates().get(name);
        if (template == null) {
            return Decision.of(new EnrollmentVerdict.Blocked(), EnrollmentRule.TEMPLATE_UNKNOWN, name);
        }
        return refuse(enrollee, template).orElseGet(() -> judge(enrollee, template));
    }

    private Optional<Decision<EnrollmentVerdict>> refuseHolder() {
        if (facts.enrollee().isEmpty()) {
            return none(EnrollmentRule.ACCOUNT_IS_GONE);
        }
        Enrollee enrollee = facts.enrollee().get();
        if (!enrollee.enabled()) {
            return none(EnrollmentRule.ACCOUNT_IS_DISABLED, enrollee.owner());
        }
        return enrollee.holder() == Holder.USER && enrollee.custody() == Custody.DEVICE
                ? none(EnrollmentRule.KEY_IS_MADE_ON_DEVICE, enrollee.owner())
                : Optional.empty();
    }

    private Optional<Decision<EnrollmentVerdict>> refuse(Enrollee enrollee, CertificateTemplate template) {
        Optional<Decision<EnrollmentVerdict>> refused = EnrollmentRights.refuse(
                        enrollee, template, facts.offered().contains(template.name()), Set.of(TemplateRight.values()))
                .map(finding -> new Decision<>(new EnrollmentVerdict.None(), List.of(finding)));
        if (refused.isPresent()) {
            return refused;
        }
        return successor(enrollee, template)
                .flatMap(newer -> none(EnrollmentRule.TEMPLATE_IS_SUPERSEDED, template.name(), newer.name()));
    }

    /** A deployed template that takes the place of this one, and that the enrollee may have. */
    private Optional<CertificateTemplate> successor(Enrollee enrollee, CertificateTemplate template) {
        return facts.scope().templates().keySet().stream()
                .map(facts.templates()::get)
                .filter(other -> other != null && other.supersedes().contains(template.name()))
                // Two that supersede each other would leave nothing.
                .filter(other -> !template.supersedes().contains(other.name()))
                .filter(other -> EnrollmentRights.refuse(
                                enrollee, other, facts.offered().contains(other.name()), Set.of(TemplateRight.values()))
                        .isEmpty())
                .findFirst();
    }

    private Decision<EnrollmentVerdict> judge(Enrollee enrollee, CertificateTemplate template) {
        Decision<EnrollmentVerdict> wanted = wanted(enrollee, template);
        if (!wanted.verdict().isWork()) {
            return wanted;
        }
        List<String> missing = SubjectNames.missing(template, enrollee);
        if (!missing.isEmpty()) {
            return Decision.of(
                    new EnrollmentVerdict.Blocked(),
                    EnrollmentRule.DIRECTORY_VALUE_MISSING,
                    enrollee.owner(),
                    String.join(", ", missing),
                    template.name());
        }
        Decision<EnrollmentVerdict> granted =
                setback(template).or(() -> consent(template, wanted)).orElse(wanted);
        return archive(template, granted.verdict()).orElse(granted);
    }

    /** Nobody may encrypt to a key that its template wants archived and that the agents could not bring back. */
    private Optional<Decision<EnrollmentVerdict>> archive(CertificateTemplate template, EnrollmentVerdict granted) {
        if (!template.archivesKeys() || !makesKey(template, granted)) {
            return Optional.empty();
        }
        Decision<ArchiveVerdict> archiving = ArchivePolicy.decide(facts.archive());
        return archiving.verdict() instanceof ArchiveVerdict.Wait
                ? Optional.of(new Decision<>(new EnrollmentVerdict.Wait(), archiving.because()))
                : Optional.empty();
    }

    private static boolean makesKey(CertificateTemplate template, EnrollmentVerdict granted) {
        return switch (granted) {
            case EnrollmentVerdict.Issue issue -> true;
            case EnrollmentVerdict.Fetch fetch -> true;
            case EnrollmentVerdict.Replace replace -> true;
            case EnrollmentVerdict.Renew renew -> !template.key().renewWithSameKey();
            default -> false;
        };
    }

    private Optional<Decision<EnrollmentVerdict>> setback(CertificateTemplate template) {
        return facts.setbacks().stream()
                .filter(one ->
                        one.template().equals(template.name()) && one.nextTry().isAfter(facts.now()))
                .findFirst()
                .map(one -> Decision.of(
                        new EnrollmentVerdict.Wait(),
                        EnrollmentRule.WAITING_AFTER_FAILURE,
                        one.failures(),
                        one.nextTry(),
                        one.reason()));
    }

    /** A first certificate may need somebody's consent; a renewal does not: who agreed once agreed to the holder. */
    private Optional<Decision<EnrollmentVerdict>> consent(
            CertificateTemplate template, Decision<EnrollmentVerdict> wanted) {
        if (!template.issuance().needsConsent() || wanted.verdict() instanceof EnrollmentVerdict.Renew) {
            return Optional.empty();
        }
        return Optional.of(facts.request(template.name())
                .filter(request -> request.templateVersion() == template.version())
                .map(request -> switch (request.state()) {
                    case PENDING ->
                        Decision.<EnrollmentVerdict>of(
                                new EnrollmentVerdict.Wait(),
                                EnrollmentRule.REQUEST_IS_PENDING,
                                request.id(),
                                template.name());
                    case DENIED ->
                        Decision.<EnrollmentVerdict>of(
                                new EnrollmentVerdict.None(),
                                EnrollmentRule.REQUEST_WAS_DENIED,
                                request.id(),
                                request.reason());
                    case APPROVED ->
                        facts.scope().renew()
                                ? Decision.<EnrollmentVerdict>of(
                                        new EnrollmentVerdict.Fetch(request.id()),
                                        EnrollmentRule.REQUEST_WAS_APPROVED,
                                        request.id(),
                                        request.reason())
                                : off(template);
                    case ISSUED -> ask(template);
                })
                .orElseGet(() -> ask(template)));
    }

    private static Decision<EnrollmentVerdict> ask(CertificateTemplate template) {
        return Decision.of(new EnrollmentVerdict.Ask(), EnrollmentRule.CONSENT_NEEDED, template.name());
    }

    private static Decision<EnrollmentVerdict> off(CertificateTemplate template) {
        return Decision.of(new EnrollmentVerdict.None(), EnrollmentRule.AUTOENROLLMENT_IS_OFF, template.name());
    }

    private Decision<EnrollmentVerdict> wanted(Enrollee enrollee, CertificateTemplate template) {
        List<Held> active = facts.active(template.name());
        return active.isEmpty() ? first(template) : compare(enrollee, template, active.getFirst());
    }

    private Decision<EnrollmentVerdict> first(CertificateTemplate template) {
        Optional<CertificateFacts> onHold = facts.held().stream()
                .map(Held::facts)
                .filter(held -> held.template().equals(template.name()) && held.status() == CertificateStatus.ON_HOLD)
                .findFirst();
        if (onHold.isPresent()) {
            // Whoever may have the key in the wrong hands gets no new one until that is known.
            return Decision.of(
                    new EnrollmentVerdict.Wait(),
                    EnrollmentRule.CERTIFICATE_IS_ON_HOLD,
                    onHold.get().fingerprint());
        }
        boolean moves = template.supersedes().stream()
                .anyMatch(old -> !facts.active(old).isEmpty());
        if (!facts.scope().enroll() && !(moves && facts.scope().update())) {
            return off(template);
        }
        boolean revoked = facts.held().stream()
                .map(Held::facts)
                .filter(held -> held.template().equals(template.name()))
                .anyMatch(held -> held.status() == CertificateStatus.REVOKED);
        return Decision.of(
                new EnrollmentVerdict.Issue(),
                revoked ? EnrollmentRule.CERTIFICATE_WAS_REVOKED : EnrollmentRule.CERTIFICATE_MISSING,
                template.name());
    }

    private Decision<EnrollmentVerdict> compare(Enrollee enrollee, CertificateTemplate template, Held held) {
        CertificateFacts current = held.facts();
        Optional<Finding> unfit =
                EnrollmentFitness.unfit(enrollee, template, held).filter(this::isFollowed);
        if (unfit.isPresent()) {
            return new Decision<>(new EnrollmentVerdict.Replace(current.fingerprint()), List.of(unfit.get()));
        }
        Optional<Finding> due = EnrollmentFitness.due(template, current, facts.now());
        if (due.isPresent()) {
            return facts.scope().renew()
                    ? new Decision<>(new EnrollmentVerdict.Renew(current.fingerprint()), List.of(due.get()))
                    : off(template);
        }
        return Decision.of(
                new EnrollmentVerdict.Keep(current.fingerprint()),
                EnrollmentRule.CERTIFICATE_IS_GOOD,
                current.fingerprint(),
                current.notAfter());
    }

    /** Names are the directory's: they are followed unless nothing happens by itself at all. */
    private boolean isFollowed(Finding unfit) {
        return unfit.rule() == EnrollmentRule.ADDRESSES_CHANGED
                ? !facts.scope().isOff()
                : facts.scope().update();
    }

    /** An encryption certificate goes from sight only when another one is there, unless it must not be used at all. */
    private Decision<RetirementVerdict> retire(Held held, Map<String, Decision<EnrollmentVerdict>> templates) {
        CertificateFacts certificate = held.facts();
        Optional<Decision<RetirementVerdict>> gone = refuseHolder()
                .filter(refused -> held.keyHere() || !isOnlyForDevices(refused))
                .map(refused -> new Decision<>(new RetirementVerdict.Withdraw(), refused.because()));
        if (gone.isPresent()) {
            return gone.get();
        }
        Optional<Held> successor = newer(held);
        if (successor.isPresent()) {
            return Decision.of(
                    new RetirementVerdict.Supersede(), EnrollmentRule.SUCCESSOR_IS_ACTIVE, certificate.fingerprint());
        }
        Decision<EnrollmentVerdict> renewal = templates.get(certificate.template());
        boolean replaced = renewal != null && !(renewal.verdict() instanceof EnrollmentVerdict.None);
        if (!replaced && namesLost(certificate)) {
            return Decision.of(
                    new RetirementVerdict.Withdraw(),
                    EnrollmentRule.ADDRESSES_CHANGED,
                    facts.enrollee().orElseThrow().addresses());
        }
        return Decision.of(
                new RetirementVerdict.Stay(),
                EnrollmentRule.CERTIFICATE_IS_GOOD,
                certificate.fingerprint(),
                certificate.notAfter());
    }

    private static boolean isOnlyForDevices(Decision<EnrollmentVerdict> refused) {
        return refused.because().getFirst().rule() == EnrollmentRule.KEY_IS_MADE_ON_DEVICE;
    }

    /** What takes the place of a certificate: a newer one of its template, or one of a template that supersedes it. */
    private Optional<Held> newer(Held held) {
        CertificateFacts certificate = held.facts();
        CertificateTemplate template = facts.templates().get(certificate.template());
        boolean many = template != null && !template.issuance().noDuplicates() && !held.keyHere();
        Optional<Held> sameTemplate = many
                ? Optional.empty()
                : facts.active(certificate.template()).stream()
                        .findFirst()
                        .filter(first -> !first.facts().fingerprint().equals(certificate.fingerprint()));
        return sameTemplate.or(() -> facts.templates().values().stream()
                .filter(other -> other.supersedes().contains(certificate.template())
                        && facts.scope().templates().containsKey(other.name())
                        && facts.scope().update()
                        && (template == null || !template.supersedes().contains(other.name())))
                .flatMap(other -> facts.active(other.name()).stream())
                .filter(other -> other.facts().isValidAt(facts.now()))
                .findFirst());
    }

    private boolean namesLost(CertificateFacts certificate) {
        Set<String> own = facts.enrollee().orElseThrow().addresses().stream()
                .map(MailAddress::key)
                .collect(Collectors.toSet());
        return certificate.addresses().stream().anyMatch(address -> !own.contains(address.key()));
    }

    private static Optional<Decision<EnrollmentVerdict>> none(EnrollmentRule rule, Object... about) {
        return Optional.of(Decision.of(new EnrollmentVerdict.None(), rule, about));
    }
}
