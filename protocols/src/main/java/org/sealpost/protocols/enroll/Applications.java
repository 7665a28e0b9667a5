package org.sealpost.protocols.enroll;

import java.security.PublicKey;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.Application;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.OwnCertificates;
import org.sealpost.pki.door.CmsSignatures.Signature;
import org.sealpost.pki.door.EnrollmentMessage;
import org.sealpost.policy.EnrollmentRule;
import org.sealpost.policy.Finding;
import org.sealpost.protocols.enroll.Applicants.Applicant;

/** Turns what came in at a door into what the desk judges: for whom, of which template, and who signed for it. */
public final class Applications {
    private final EnrollmentDesk desk;
    private final OwnCertificates own;
    private final String door;

    /** {@code door}: for the record. */
    public Applications(EnrollmentDesk desk, OwnCertificates own, String door) {
        this.desk = desk;
        this.own = own;
        this.door = door;
    }

    /** The template that was named; else that of the old certificate, else the only one that is open. */
    public Optional<String> template(Applicant applicant, Optional<String> named, boolean renewal) {
        return named.or(() -> renewal
                        ? applicant
                                .certificate()
                                .map(issued -> issued.certificate().facts().template())
                        : Optional.empty())
                .or(() -> {
                    List<CertificateTemplate> open = desk.open(applicant.owner());
                    return open.size() == 1 ? Optional.of(open.getFirst().name()) : Optional.empty();
                });
    }

    /** A first certificate. An enrolment agent asks for the first of the names in the request that is known here. */
    Application first(Applicant applicant, String template, PublicKey key, List<String> names) {
        Optional<String> other = (applicant.agent() ? desk.firstKnown(names) : Optional.<String>empty())
                .filter(owner -> !owner.equals(applicant.owner()));
        return new Application(
                other.orElse(applicant.owner()),
                template,
                key,
                Optional.empty(),
                other.isPresent() ? List.of(applicant.owner()) : List.of(),
                door);
    }

    /** A new one for the certificate by which the applicant proved who they are. */
    Application renewal(Applicant applicant, Issued old, String template, PublicKey key) {
        return new Application(
                applicant.owner(),
                template,
                key,
                Optional.of(old.certificate().facts().fingerprint()),
                List.of(),
                door);
    }

    /** What a request with signatures around it amounts to. */
    public sealed interface Signed {
        record Good(Application application) implements Signed {}

        record Refused(Finding because) implements Signed {}
    }

    /** Whose signatures are around a request: the certificates of the applicant, and the enrolment agents. */
    private record Signers(Optional<Issued> old, List<String> agents) {}

    /**
     * A request that others signed: the applicant's old certificate, which makes it a renewal, or enrolment agents, who may ask
     * for those that the request names. Every signature must count; one that does not refuses the request.
     */
    public Signed signed(Applicant applicant, EnrollmentMessage message, String template) {
        Optional<Issued> old = Optional.empty();
        Set<String> agents = new LinkedHashSet<>(applicant.agent() ? List.of(applicant.owner()) : List.of());
        for (Signature signature : message.signatures()) {
            Optional<Issued> signer = own.signer(signature.certificate());
            boolean agent =
                    signature.strong() && own.agent(signature.certificate()).isPresent();
            if (signer.isEmpty() || !agent && !signer.get().owner().equals(applicant.owner())) {
                return new Signed.Refused(Finding.of(
                        EnrollmentRule.SIGNATURE_DOES_NOT_COUNT,
                        signature.certificate().getSubjectX500Principal().getName()));
            }
            if (agent) {
                agents.add(signer.get().owner());
            }
            if (signer.get().owner().equals(applicant.owner())) {
                old = old.or(() -> signer);
            }
        }
        return application(applicant, message, template, new Signers(old, List.copyOf(agents)));
    }

    private Signed application(Applicant applicant, EnrollmentMessage message, String template, Signers signers) {
        Optional<String> named = signers.agents().isEmpty() ? Optional.empty() : desk.firstKnown(message.names());
        if (signers.agents().contains(applicant.owner())
                && named.isPresent()
                && !named.get().equals(applicant.owner())) {
            return new Signed.Good(new Application(
                    named.get(), template, message.request().key(), Optional.empty(), signers.agents(), door));
        }
        // An agent's signature under a request of its own proves nothing that its password did not.
        List<String> others = signers.agents().stream()
                .filter(agent -> !agent.equals(applicant.owner()))
                .toList();
        // What an agent signed for one must not serve another.
        if (!others.isEmpty() && !named.equals(Optional.of(applicant.owner()))) {
            return new Signed.Refused(Finding.of(EnrollmentRule.AGENT_SPEAKS_OF_ANOTHER, applicant.owner()));
        }
        Optional<String> renews = signers.old()
                .filter(issued -> others.isEmpty())
                .map(issued -> issued.certificate().facts().fingerprint());
        return new Signed.Good(
                new Application(applicant.owner(), template, message.request().key(), renews, others, door));
    }
}
