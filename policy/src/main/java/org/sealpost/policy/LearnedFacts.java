package org.sealpost.policy;

import java.util.List;
import java.util.Map;
import org.sealpost.identity.CertificateFacts;

/**
 * What is known of a recipient from signed mail and from certificates themselves.
 *
 * @param certificates learned from the recipient's own signed mail, newest signing time first
 * @param ciphers what the holder's program reads, by fingerprint of the certificate, whoever knows that certificate
 */
public record LearnedFacts(List<CertificateFacts> certificates, Map<String, List<String>> ciphers) {
    public static final LearnedFacts NONE = new LearnedFacts(List.of(), Map.of());

    public LearnedFacts {
        certificates = List.copyOf(certificates);
        ciphers = Map.copyOf(ciphers);
    }

    boolean reads(CertificateFacts certificate, String cipher) {
        return ciphers.getOrDefault(certificate.fingerprint(), List.of()).contains(cipher);
    }
}
