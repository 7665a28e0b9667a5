package org.sealpost.enrollment;

import java.security.PublicKey;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.EnrollmentRequest;
import org.sealpost.pki.IssuedCertificates;
import org.sealpost.pki.IssuedCertificates.Issued;
import org.sealpost.pki.KeyPairs;
import org.sealpost.policy.CertificateRequestFacts;
import org.sealpost.policy.EnrollmentFacts.Held;

/** Gathers what is known about a request for a certificate before it is judged. */
final class RequestGathering {
    private final EnrollmentRules rules;
    private final EnrollmentPki pki;
    private final Clock clock;

    RequestGathering(EnrollmentRules rules, EnrollmentPki pki, Clock clock) {
        this.rules = rules;
        this.pki = pki;
        this.clock = clock;
    }

    /**
     * The key that is to be certified.
     *
     * @param id of its public half; empty if it is made here when the certificate is granted
     */
    record AskedKey(String algorithm, Optional<String> id) {
        static AskedKey of(PublicKey key) {
            return new AskedKey(KeyPairs.algorithm(key), Optional.of(KeyPairs.id(key)));
        }
    }

    CertificateRequestFacts of(
            Enrollee enrollee,
            CertificateTemplate template,
            AskedKey key,
            Optional<String> renews,
            int agents,
            Optional<EnrollmentRequest> known) {
        boolean offered =
                rules.catalog().offers().values().stream().anyMatch(offers -> offers.contains(template.name()));
        List<IssuedCertificates.Holding> holdings = pki.book().holdings(enrollee.owner());
        boolean keyHere = key.id().isEmpty()
                || holdings.stream()
                        .anyMatch(holding -> holding.keyHere() && key.id().equals(Optional.of(holding.keyId())));
        List<Held> held = holdings.stream()
                .map(holding -> new Held(holding.facts(), holding.keyHere(), List.of()))
                .toList();
        Optional<CertificateFacts> old =
                renews.flatMap(pki.certificates()::byFingerprint).map(certificate -> certificate.facts());
        return new CertificateRequestFacts(
                enrollee,
                template,
                offered,
                held,
                key.algorithm(),
                keyHere,
                rules.agents().facts(clock.instant()),
                old,
                agents,
                known,
                clock.instant());
    }

    /** The same key that was certified before: an answer that got lost is given again. */
    Optional<Issued> issuedFor(String owner, PublicKey key, CertificateTemplate template) {
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

    Optional<EnrollmentRequest> known(EnrollmentDesk.Application application) {
        byte[] key = application.key().getEncoded();
        return rules.journal().requestsOf(application.owner()).stream()
                .filter(request -> request.template().equalsIgnoreCase(application.template())
                        && request.subjectPublicKeyInfo()
                                .filter(other -> Arrays.equals(other, key))
                                .isPresent())
                .findFirst();
    }
}
