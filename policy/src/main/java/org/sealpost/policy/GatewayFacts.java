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
 * @param ruling what an administrator decided about this waiting message
 */
public record GatewayFacts(RuleFacts mail, List<CertificateFacts> domainCertificates, Optional<Ruling> ruling) {
    public GatewayFacts {
        domainCertificates = List.copyOf(domainCertificates);
    }
}
