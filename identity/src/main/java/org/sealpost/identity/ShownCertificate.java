package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What was found about a certificate that the other side of a TLS session showed, under what was agreed with one partner. Every
 * fact is measured; whether it proves the partner is for the partner policy to say.
 *
 * @param fingerprint SHA-256 of the certificate, lower-case hex
 * @param key SHA-256 of its public key (SubjectPublicKeyInfo), lower-case hex
 * @param hosts the DNS names in its subject alternative name, in lower case
 * @param distrusted why an administrator put it or its key on the list of what is never trusted
 * @param chain the paths to the partner's authorities, for the role in which it was shown
 * @param asServer the same for a server, if it was shown by a client
 */
public record ShownCertificate(
        String fingerprint,
        String subject,
        String key,
        List<String> hosts,
        Instant notBefore,
        Instant notAfter,
        Optional<String> distrusted,
        ChainFacts chain,
        ChainFacts asServer) {
    public ShownCertificate {
        hosts = List.copyOf(hosts);
    }
}
