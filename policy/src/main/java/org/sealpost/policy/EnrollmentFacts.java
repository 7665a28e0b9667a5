package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.identity.EnrollmentSetback;

/**
 * All that {@link EnrollmentPolicy} looks at: one holder of certificates.
 *
 * @param enrollee as the directory has it now; empty if it is gone
 * @param scope what the policy objects amount to for it
 * @param templates all templates by name, retired ones included
 * @param offered names of the templates that some authority issues
 * @param held certificates that were issued to it, newest first, in any status
 * @param requests that wait or were denied, newest first
 * @param setbacks failures that are waited out
 * @param archive the recovery agents to whom keys are archived
 */
public record EnrollmentFacts(
        Optional<Enrollee> enrollee,
        AutoenrollmentScope scope,
        Map<String, CertificateTemplate> templates,
        Set<String> offered,
        List<Held> held,
        List<EnrollmentRequest> requests,
        List<EnrollmentSetback> setbacks,
        ArchiveFacts archive,
        Instant now) {
    /**
     * A certificate of the holder.
     *
     * @param keyHere whether the house has its private key
     * @param hosts the DNS names in it; looked up for computers only
     */
    public record Held(CertificateFacts facts, boolean keyHere, List<String> hosts) {
        public Held {
            hosts = List.copyOf(hosts);
        }
    }

    public EnrollmentFacts {
        held = List.copyOf(held);
        requests = List.copyOf(requests);
        setbacks = List.copyOf(setbacks);
    }

    /** Active ones of a template, newest first. */
    List<Held> active(String template) {
        return held.stream()
                .filter(one -> one.facts().status() == CertificateStatus.ACTIVE
                        && one.facts().template().equals(template))
                .toList();
    }

    Optional<EnrollmentRequest> request(String template) {
        return requests.stream()
                .filter(request -> request.template().equals(template)
                        // Requests for keys of devices are answered at the door.
                        && request.subjectPublicKeyInfo().isEmpty())
                .findFirst();
    }
}
