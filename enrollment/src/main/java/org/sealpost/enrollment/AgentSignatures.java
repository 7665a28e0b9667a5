package org.sealpost.enrollment;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.enrollment.EnrollmentDesk.Outcome;
import org.sealpost.identity.EnrollmentJournal;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentRequest.State;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.door.CmsSignatures;
import org.sealpost.pki.door.CmsSignatures.Signature;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Finding;

/**
 * Lets enrolment agents sign a request that waits, wherever they sit: they sign a text that names the request, its holder,
 * template and key, and the signature is brought as a file.
 */
public final class AgentSignatures {
    private final EnrollmentDesk desk;
    private final EnrollmentJournal journal;
    private final OwnCertificates own;
    private final AuditLog auditLog;
    private final Clock clock;

    public AgentSignatures(
            EnrollmentDesk desk, EnrollmentJournal journal, OwnCertificates own, AuditLog auditLog, Clock clock) {
        this.desk = desk;
        this.journal = journal;
        this.own = own;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** What an agent signs; empty if no request of this number waits, or the house makes its key. */
    public Optional<String> text(String id) {
        return waiting(id).map(AgentSignatures::text);
    }

    private Optional<EnrollmentRequest> waiting(String id) {
        return journal.request(id)
                .filter(request -> request.state() == State.PENDING
                        && request.subjectPublicKeyInfo().isPresent());
    }

    private static String text(EnrollmentRequest request) {
        String key =
                KeyPairs.id(KeyPairs.publicKey(request.subjectPublicKeyInfo().orElseThrow()));
        return "sealpost enrolment request\nrequest: " + request.id() + "\nfor: " + request.owner() + "\ntemplate: "
                + request.template() + " " + request.templateVersion() + "\nkey: " + key + "\n";
    }

    /**
     * Adds the signatures of agents to a request, and issues the certificate if they are enough.
     *
     * @param signature CMS with the text inside, DER
     * @return what became of the request; empty if none of this number waits
     * @throws IllegalArgumentException if that is no good signature over the text
     */
    public Optional<Outcome> sign(String id, byte[] signature, String actor) {
        Optional<EnrollmentRequest> waiting = waiting(id);
        if (waiting.isEmpty()) {
            return Optional.empty();
        }
        EnrollmentRequest request = waiting.get();
        CmsSignatures.Signed signed = CmsSignatures.read(signature);
        if (!lines(signed.content()).equals(text(request))) {
            throw new IllegalArgumentException("what was signed is not the text of request " + id);
        }
        if (signed.signatures().isEmpty()) {
            throw new IllegalArgumentException("nobody signed the text of request " + id);
        }
        List<String> agents = new ArrayList<>();
        for (Signature one : signed.signatures()) {
            Optional<Issued> agent = one.strong() ? own.agent(one.certificate()) : Optional.empty();
            // Nobody vouches for themselves.
            if (agent.isEmpty() || agent.get().owner().equals(request.owner())) {
                return Optional.of(new Outcome.Refused(Finding.of(
                        EnrollmentRule.SIGNATURE_DOES_NOT_COUNT,
                        one.certificate().getSubjectX500Principal().getName())));
            }
            agents.add(agent.get().owner());
        }
        return Optional.of(add(request, agents, actor));
    }

    private Outcome add(EnrollmentRequest request, List<String> agents, String actor) {
        EnrollmentRequest more = request;
        for (String agent : agents) {
            more = more.agents().contains(agent) ? more : more.signedBy(agent);
        }
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.DECIDE,
                        actor,
                        request.owner(),
                        "request " + request.id() + " for template " + request.template() + " is signed by "
                                + String.join(", ", more.agents()),
                        List.of(Finding.of(EnrollmentRule.REQUEST_IS_PENDING, request.id(), request.template())))),
                journal.putting(more));
        return desk.reconsider(more);
    }

    /** Programs that sign mail make the ends of lines into two characters. */
    private static String lines(byte[] content) {
        return new String(content, StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
