package org.sealpost.enrollment;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.EnrollmentJournal;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.identity.PolicyObjects;
import org.sealpost.identity.TemplateCatalog;
import org.sealpost.identity.TemplateGrant;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Change;
import org.sealpost.policy.ArchiveFacts;

/** Templates, policies and the journal of enrolment in memory. */
final class MemoryRules implements TemplateCatalog, PolicyObjects, EnrollmentJournal {
    private final Map<String, CertificateTemplate> templates = new ConcurrentSkipListMap<>();
    private final Map<String, Set<String>> offers = new ConcurrentSkipListMap<>();
    private final Map<String, PolicyObject> policies = new ConcurrentSkipListMap<>();
    private final Set<String> blocked = new TreeSet<>();
    private final Map<String, EnrollmentRequest> requests = new ConcurrentSkipListMap<>();
    private final Map<String, EnrollmentSetback> setbacks = new ConcurrentSkipListMap<>();

    /** Recovery agents. */
    volatile List<ArchiveFacts.Agent> agents = List.of();

    volatile int need = 2;

    /** Happens each time after somebody asked for the agents. */
    Runnable afterSnapshot = () -> {};

    EnrollmentRules rules() {
        return new EnrollmentRules(this, this, this, now -> {
            ArchiveFacts facts = new ArchiveFacts(agents, need, now);
            afterSnapshot.run();
            return facts;
        });
    }

    /** Adds a template and offers it. */
    void put(CertificateTemplate template) {
        putting(template).makeNow();
        offering("issuing", template.name(), true).makeNow();
    }

    void deploy(List<String> names) {
        PolicyObject one = policies.values().iterator().next();
        putting(new PolicyObject(
                        one.name(), one.domain(), one.unit(), one.enforced(), one.switches(), names, one.only()))
                .makeNow();
    }

    void switches(boolean enroll, boolean renew, boolean update) {
        PolicyObject one = policies.values().iterator().next();
        putting(new PolicyObject(
                        one.name(),
                        one.domain(),
                        one.unit(),
                        one.enforced(),
                        new Switches(Optional.of(enroll), Optional.of(renew), Optional.of(update)),
                        one.templates(),
                        one.only()))
                .makeNow();
    }

    void grant(String template, boolean all) {
        putting(find(template)
                        .orElseThrow()
                        .granting(List.of(
                                all
                                        ? TemplateGrant.all(Trustee.USERS)
                                        : new TemplateGrant(Trustee.USERS, TemplateGrant.rights("read")))))
                .makeNow();
    }

    @Override
    public List<CertificateTemplate> templates() {
        return List.copyOf(templates.values());
    }

    @Override
    public Map<String, Set<String>> offers() {
        return offers;
    }

    @Override
    public Change putting(CertificateTemplate template) {
        return () -> templates.put(template.name(), template);
    }

    @Override
    public Change offering(String authority, String template, boolean offered) {
        return () -> {
            Set<String> names = offers.computeIfAbsent(authority, name -> new TreeSet<>());
            boolean _ = offered ? names.add(template) : names.remove(template);
        };
    }

    @Override
    public List<PolicyObject> policies() {
        return List.copyOf(policies.values());
    }

    @Override
    public Set<String> blocked() {
        return blocked;
    }

    @Override
    public Change putting(PolicyObject policy) {
        return () -> policies.put(policy.name(), policy);
    }

    @Override
    public Change removing(String name) {
        return () -> policies.remove(name);
    }

    @Override
    public Change blocking(String place, boolean block) {
        return () -> {
            boolean _ = block ? blocked.add(place) : blocked.remove(place);
        };
    }

    @Override
    public Optional<EnrollmentRequest> request(String id) {
        return Optional.ofNullable(requests.get(id));
    }

    @Override
    public List<EnrollmentRequest> requestsOf(String owner) {
        return requests.values().stream()
                .filter(request -> request.owner().equals(owner) && request.state() != EnrollmentRequest.State.ISSUED)
                .sorted(Comparator.comparing(EnrollmentRequest::requestedAt).reversed())
                .toList();
    }

    @Override
    public List<EnrollmentRequest> requests(EnrollmentRequest.State state, int limit) {
        return requests.values().stream()
                .filter(request -> request.state() == state)
                .limit(limit)
                .toList();
    }

    @Override
    public Change putting(EnrollmentRequest request) {
        return () -> requests.put(request.id(), request);
    }

    @Override
    public Set<String> remembered() {
        return Stream.concat(
                        requests.values().stream().map(EnrollmentRequest::owner),
                        setbacks.values().stream().map(EnrollmentSetback::owner))
                .collect(Collectors.toSet());
    }

    @Override
    public List<EnrollmentSetback> setbacksOf(String owner) {
        return setbacks.values().stream()
                .filter(setback -> setback.owner().equals(owner))
                .toList();
    }

    @Override
    public List<EnrollmentSetback> setbacks(int limit) {
        return new ArrayList<>(setbacks.values());
    }

    @Override
    public Change putting(EnrollmentSetback setback) {
        return () -> setbacks.put(setback.owner() + " " + setback.template(), setback);
    }

    @Override
    public Change forgettingSetback(String owner, String template) {
        return () -> setbacks.remove(owner + " " + template);
    }
}
