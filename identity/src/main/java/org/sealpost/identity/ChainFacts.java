package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * What was found about a certificate and the best path from it to a trust anchor. Every fact is measured; whether the chain
 * is good enough is for the trust policy to say.
 *
 * @param addresses mail addresses in the subject alternative name of the first certificate
 * @param issuer the issuer that the certificate names, for people
 * @param path SHA-256 fingerprints from the certificate to the anchor; empty if there is no path
 * @param pathProblem why paths failed, empty if one is whole
 * @param unfit why the certificate or a part of its path is not fit for the purpose: use, key length, algorithm
 * @param at the time for which dates and revocation were judged
 */
public record ChainFacts(
        ChainPurpose purpose,
        String fingerprint,
        List<MailAddress> addresses,
        String issuer,
        List<String> path,
        Optional<String> pathProblem,
        List<String> unfit,
        Instant notBefore,
        Instant notAfter,
        RevocationFinding revocation,
        Instant at) {
    public ChainFacts {
        addresses = List.copyOf(addresses);
        path = List.copyOf(path);
        unfit = List.copyOf(unfit);
    }
}
