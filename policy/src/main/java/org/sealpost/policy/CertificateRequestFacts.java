package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.policy.EnrollmentFacts.Held;

/**
 * All that {@link CertificateRequestPolicy} looks at: somebody asks at a door for a certificate.
 *
 * @param enrollee for whom; the door proved that the applicant is this one, or an enrolment agent asks for it
 * @param offered whether some authority issues the template
 * @param held certificates that were issued to the enrollee, newest first
 * @param key algorithm of the key to certify, such as {@code EC-P256}
 * @param keyHere whether the house has the private key, or is about to make it
 * @param archive the recovery agents to whom keys are archived
 * @param renews the certificate with whose key the request was signed, if it is a renewal
 * @param agents how many enrolment agents signed the request
 * @param known the request as it was made before, if it comes again
 */
public record CertificateRequestFacts(
        Enrollee enrollee,
        CertificateTemplate template,
        boolean offered,
        List<Held> held,
        String key,
        boolean keyHere,
        ArchiveFacts archive,
        Optional<CertificateFacts> renews,
        int agents,
        Optional<EnrollmentRequest> known,
        Instant now) {
    public CertificateRequestFacts {
        held = List.copyOf(held);
    }
}
