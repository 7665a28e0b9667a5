package org.sealpost.protocols.enroll;

import java.security.PublicKey;
import java.util.List;
import java.util.Optional;
import org.sealpost.enrollment.EnrollmentDesk;
import org.sealpost.enrollment.EnrollmentDesk.Application;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.protocols.enroll.Applicants.Applicant;

/** Turns what came in at a door into what the desk judges: for whom, of which template, and who signed for it. */
final class Applications {
    private final EnrollmentDesk desk;
    private final String door;

    Applications(EnrollmentDesk desk, String door) {
        this.desk = desk;
        this.door = door;
    }

    /** The template that was named; else that of the old certificate, else the only one that is open. */
    Optional<String> template(Applicant applicant, Optional<String> named, boolean renewal) {
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
}
