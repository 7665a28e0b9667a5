package org.sealpost.enrollment;

import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sealpost.enrollment.EnrollmentLoop.Patience;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Computer;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentRequest.State;
import org.sealpost.identity.LintCheck;
import org.sealpost.identity.SpokenCode;
import org.sealpost.identity.TemplateRight;
import org.sealpost.pki.CertificateLint;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.CertificateRequestFacts;
import org.sealpost.policy.CertificateRequestPolicy;
import org.sealpost.policy.CertificateRequestVerdict;
import org.sealpost.policy.Decision;
import org.sealpost.policy.EnrollmentFacts.Held;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.LintRule;

/**
 * Where requests for certificates are judged, whatever door they came in by: EST, CMP, SCEP, the command line. The door proves
 * who asks and that they have the private key; whether they may is decided here, for each request anew.
 */
public final class EnrollmentDesk {
    private static final int PENDING_LIMIT = 100_000;

    private final Enrollees enrollees;
    private final EnrollmentRules rules;
    private final EnrollmentPki pki;
    private final EnrollmentLoop loop;
    private final AuditLog auditLog;
    private final Clock clock;
    private final EnrollmentActs acts;

    public EnrollmentDesk(
            Enrollees enrollees,
            EnrollmentRules rules,
            EnrollmentPki pki,
            EnrollmentLoop loop,
            AuditLog auditLog,
            Clock clock) {
        this.enrollees = enrollees;
        this.rules = rules;
        this.pki = pki;
        this.loop = loop;
        this.auditLog = auditLog;
        this.clock = clock;
        this.acts = new EnrollmentActs(pki, rules.journal(), auditLog, clock);
    }

    /**
     * What somebody asks for.
     *
     * @param owner for whom: an account's address in lower case or a computer's name
     * @param template name of the template
     * @param key to certify; the door has seen a proof that the applicant holds its private half (RFC 2986, RFC 4211)
     * @param renews fingerprint of the certificate whose key signed the request, if it is a renewal
     * @param agents owners of the enrolment agents that signed the request
     * @param door for the record: {@code est}, {@code scep}
     */
    public record Application(
            String owner, String template, PublicKey key, Optional<String> renews, List<String> agents, String door) {
        public Application {
            agents = List.copyOf(agents);
        }
    }

    /** What became of an application. */
    public sealed interface Outcome {
        record Granted(Issued issued) implements Outcome {}

        /** Somebody has to agree first; ask again later with the same key. */
        record Pending(String request) implements Outcome {}

        record Refused(Finding because) implements Outcome {}
    }

    /** Judges an application and acts on it. The same one again finds what was begun before. */
    public Outcome apply(Application application) {
        Optional<CertificateTemplate> template = rules.catalog().find(application.template());
        Optional<Enrollee> enrollee = enrollees.find(application.owner(), true);
        if (template.isEmpty()) {
            return refuse(application, Finding.of(EnrollmentRule.TEMPLATE_UNKNOWN, application.template()));
        }
        if (enrollee.isEmpty()) {
            return refuse(application, Finding.of(EnrollmentRule.ACCOUNT_IS_GONE));
        }
        Optional<Issued> before = issuedFor(application.owner(), application.key(), template.get());
        if (before.isPresent()) {
            return new Outcome.Granted(before.get());
        }
        return key(application)
                .map(finding -> refuse(application, finding))
                .orElseGet(() -> judge(application, enrollee.get(), template.get()));
    }

    /** A key that the authority would not certify for anybody, or not for them. */
    private Optional<Finding> key(Application application) {
        return CertificateLint.examine(
                        application.key(), application.owner(), pki.book().keyHistory(KeyPairs.id(application.key())))
                .stream()
                // How strong it has to be is for the template to say.
                .filter(fault -> fault.check() != LintCheck.KEY_IS_WEAK)
                .findFirst()
                .map(LintRule::of);
    }

    /** What became of an application for a key that is made here. The key is there only if the certificate was granted. */
    public record MadeKey(Outcome outcome, Optional<PrivateKey> key) {}

    /**
     * Makes a key and a certificate for a device that cannot make keys itself. The key is kept here only if the template wants
     * its keys archived.
     */
    public MadeKey applyForKey(String owner, String templateName, String door) {
        Optional<CertificateTemplate> template = rules.catalog().find(templateName);
        if (template.isEmpty() || !template.get().key().exportable()) {
            Finding because = Finding.of(
                    template.isEmpty() ? EnrollmentRule.TEMPLATE_UNKNOWN : EnrollmentRule.KEY_NOT_EXPORTABLE,
                    templateName);
            return new MadeKey(refuse(owner, templateName, door, because), Optional.empty());
        }
        return enrollees
                .find(owner, true)
                .map(enrollee -> makeKey(enrollee, template.get(), door))
                .orElseGet(() -> new MadeKey(
                        refuse(owner, templateName, door, Finding.of(EnrollmentRule.ACCOUNT_IS_GONE)),
                        Optional.empty()));
    }

    private MadeKey makeKey(Enrollee enrollee, CertificateTemplate template, String door) {
        Decision<CertificateRequestVerdict> decision = CertificateRequestPolicy.decide(
                facts(enrollee, template, template.keyAlgorithm(), Optional.empty(), 0, Optional.empty()));
        return switch (decision.verdict()) {
            case ISSUE -> {
                KeyPair pair = pki.pool().take(template.keyAlgorithm());
                Issued issued = acts.issueMade(pair, enrollee, template, decision);
                yield new MadeKey(new Outcome.Granted(issued), Optional.of(pair.getPrivate()));
            }
            case PEND ->
                new MadeKey(
                        refuse(
                                enrollee.owner(),
                                template.name(),
                                door,
                                Finding.of(EnrollmentRule.KEY_CANNOT_WAIT, template.name())),
                        Optional.empty());
            case REFUSE ->
                new MadeKey(
                        refuse(
                                enrollee.owner(),
                                template.name(),
                                door,
                                decision.because().getFirst()),
                        Optional.empty());
        };
    }

    private Outcome judge(Application application, Enrollee enrollee, CertificateTemplate template) {
        Optional<EnrollmentRequest> known = known(application);
        Decision<CertificateRequestVerdict> decision = CertificateRequestPolicy.decide(facts(
                enrollee,
                template,
                KeyPairs.algorithm(application.key()),
                application.renews(),
                application.agents().size(),
                known));
        EnrollmentRequest request = known.orElseGet(() -> request(application, template));
        return switch (decision.verdict()) {
            case REFUSE -> refuse(application, decision.because().getFirst());
            case PEND -> {
                if (known.isEmpty()) {
                    acts.file(request, decision.because());
                }
                yield new Outcome.Pending(request.id());
            }
            case ISSUE -> new Outcome.Granted(acts.issueFor(request, enrollee, template, decision));
        };
    }

    private CertificateRequestFacts facts(
            Enrollee enrollee,
            CertificateTemplate template,
            String key,
            Optional<String> renews,
            int agents,
            Optional<EnrollmentRequest> known) {
        boolean offered = Snapshot.offered(rules, pki.book()).contains(template.name());
        List<Held> held = pki.book().holdings(enrollee.owner()).stream()
                .map(holding -> new Held(holding.facts(), holding.keyHere(), List.of()))
                .toList();
        Optional<CertificateFacts> old =
                renews.flatMap(pki.certificates()::byFingerprint).map(certificate -> certificate.facts());
        return new CertificateRequestFacts(enrollee, template, offered, held, key, old, agents, known, clock.instant());
    }

    /** The same key that was certified before: an answer that got lost is given again. */
    private Optional<Issued> issuedFor(String owner, PublicKey key, CertificateTemplate template) {
        String keyId = KeyPairs.id(key);
        return pki.book().held(owner).stream()
                .filter(issued -> issued.keyId().equals(keyId))
                .filter(issued -> issued.certificate().facts().template().equals(template.name())
                        && issued.certificate().facts().status() == CertificateStatus.ACTIVE
                        && issued.certificate().facts().templateVersion() == template.version()
                        && clock.instant()
                                .isBefore(
                                        issued.certificate().facts().notAfter().minus(template.renewalPeriod())))
                .findFirst();
    }

    private Optional<EnrollmentRequest> known(Application application) {
        byte[] key = application.key().getEncoded();
        return rules.journal().requestsOf(application.owner()).stream()
                .filter(request -> request.template().equalsIgnoreCase(application.template())
                        && request.subjectPublicKeyInfo()
                                .filter(other -> Arrays.equals(other, key))
                                .isPresent())
                .findFirst();
    }

    private EnrollmentRequest request(Application application, CertificateTemplate template) {
        return new EnrollmentRequest(
                SpokenCode.name(),
                application.owner(),
                template.name(),
                template.version(),
                application.renews(),
                Optional.of(application.key().getEncoded()),
                State.PENDING,
                application.agents(),
                "",
                clock.instant());
    }

    private Outcome refuse(Application application, Finding because) {
        return refuse(application.owner(), application.template(), application.door(), because);
    }

    private Outcome refuse(String owner, String template, String door, Finding because) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.REFUSE,
                door,
                owner,
                "certificate of template " + template + " refused",
                List.of(because)));
        return new Outcome.Refused(because);
    }

    /** A template by its name, case ignored, or by its object identifier. */
    public Optional<CertificateTemplate> template(String name) {
        return rules.catalog()
                .find(name)
                .or(() -> rules.catalog().templates().stream()
                        .filter(template -> pki.authority()
                                .templateIdentifier(template.name())
                                .equals(name))
                        .findFirst());
    }

    /** The owner of the first of some names that is an account's address or a computer's host name. */
    public Optional<String> firstKnown(List<String> names) {
        return names.stream().flatMap(name -> owner(name).stream()).findFirst();
    }

    private Optional<String> owner(String name) {
        try {
            String owner = name.contains("@") || Computer.isKey(name) ? name : Computer.keyOf(name);
            return enrollees.find(owner, false).map(Enrollee::owner);
        } catch (IllegalArgumentException e) {
            // No name that anybody here could have.
            return Optional.empty();
        }
    }

    /** The templates that somebody may see, in order of their names. */
    public List<VisibleTemplate> visible(String owner) {
        return enrollees
                .find(owner, true)
                .map(enrollee -> VisibleTemplate.of(enrollee, rules.catalog()))
                .orElse(List.of());
    }

    /** The templates of which somebody may ask for certificates, in order of their names. */
    public List<CertificateTemplate> open(String owner) {
        return visible(owner).stream()
                .filter(visible -> visible.rights().contains(TemplateRight.ENROLL))
                .map(VisibleTemplate::template)
                .toList();
    }

    /** Requests that wait for consent, the oldest first. */
    public List<EnrollmentRequest> pending(int limit) {
        return rules.journal().requests(State.PENDING, Math.min(limit, PENDING_LIMIT));
    }

    public Optional<EnrollmentRequest> request(String id) {
        return rules.journal().request(id);
    }

    /**
     * Agrees to a request; the certificate is issued before the method returns, unless the policy forbids to fetch it.
     *
     * @param manager who agrees, for the record
     * @return false if the request does not wait
     */
    public boolean approve(String id, String manager, String note) {
        Optional<EnrollmentRequest> found =
                answer(id, State.APPROVED, manager, note.isBlank() ? "by " + manager : note);
        found.ifPresent(request -> {
            if (request.subjectPublicKeyInfo().isEmpty()) {
                loop.reconcile(request.owner(), Patience.TRY_AT_ONCE);
            } else {
                var _ = reconsider(request);
            }
        });
        return found.isPresent();
    }

    /** False if the request does not wait. */
    public boolean deny(String id, String manager, String reason) {
        return answer(id, State.DENIED, manager, reason).isPresent();
    }

    /** Lets a denied request wait again. False if none was denied. */
    public boolean askAgain(String owner, String template, String manager) {
        Optional<EnrollmentRequest> denied = rules.journal().requestsOf(owner).stream()
                .filter(request -> request.template().equalsIgnoreCase(template) && request.state() == State.DENIED)
                .findFirst();
        denied.ifPresent(request -> acts.file(
                request.answered(State.PENDING, ""), List.of(Finding.of(AdministrationRule.ASKED_BY, manager))));
        return denied.isPresent();
    }

    private Optional<EnrollmentRequest> answer(String id, State answer, String manager, String why) {
        Optional<EnrollmentRequest> waiting =
                rules.journal().request(id).filter(request -> request.state() == State.PENDING);
        waiting.ifPresent(request -> auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.DECIDE,
                        manager,
                        request.owner(),
                        "request " + id + " for template " + request.template() + ": " + answer + ", " + why,
                        List.of(Finding.of(AdministrationRule.ASKED_BY, manager)))),
                rules.journal().putting(request.answered(answer, why))));
        return waiting.flatMap(request -> rules.journal().request(id));
    }

    /** Judges a request that waits once more, after somebody agreed to it or signed it. */
    Outcome reconsider(EnrollmentRequest request) {
        Optional<CertificateTemplate> template = rules.catalog().find(request.template());
        Optional<Enrollee> enrollee = enrollees.find(request.owner(), true);
        if (template.isEmpty() || enrollee.isEmpty()) {
            return new Outcome.Refused(
                    template.isEmpty()
                            ? Finding.of(EnrollmentRule.TEMPLATE_UNKNOWN, request.template())
                            : Finding.of(EnrollmentRule.ACCOUNT_IS_GONE));
        }
        PublicKey key = acts.publicKey(request);
        Decision<CertificateRequestVerdict> decision = CertificateRequestPolicy.decide(facts(
                enrollee.get(),
                template.get(),
                KeyPairs.algorithm(key),
                request.replaces(),
                request.agents().size(),
                Optional.of(request)));
        return switch (decision.verdict()) {
            case ISSUE -> new Outcome.Granted(acts.issueFor(request, enrollee.get(), template.get(), decision));
            case PEND -> new Outcome.Pending(request.id());
            case REFUSE ->
                refuse(
                        request.owner(),
                        request.template(),
                        "desk",
                        decision.because().getFirst());
        };
    }
}
