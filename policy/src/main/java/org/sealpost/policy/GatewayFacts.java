package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.Ruling;

/**
 * What the gateway knows beside the recipient's own certificates.
 *
 * @param mail what rules look at
 * @param domainCertificates of the recipient's domain, imported for the whole of it, newest first
 * @param signers certificates of the author's domain, one of ours, with which the house can sign for people who have none
 * @param ruling what an administrator decided about this waiting message
 */
public record GatewayFacts(
        RuleFacts mail,
        List<CertificateFacts> domainCertificates,
        List<CertificateFacts> signers,
        Optional<Ruling> ruling) {
    /** Of a domain that has no certificate to sign with. */
    public GatewayFacts(RuleFacts mail, List<CertificateFacts> domainCertificates, Optional<Ruling> ruling) {
        this(mail, domainCertificates, List.of(), ruling);
    }

    public GatewayFacts {
        signers = List.copyOf(signers);
        domainCertificates = List.copyOf(domainCertificates);
    }
}
