package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailAddress;

/**
 * What was found about a certificate and the paths from it to trust anchors. Every fact is measured; whether one of the paths
 * is good enough is for the trust policy to say.
 *
 * @param fingerprint SHA-256 of the certificate that was asked about
 * @param addresses mail addresses in its subject alternative name
 * @param issuer the topmost issuer that was reached but is not trusted, or the one that the certificate names
 * @param paths each path that was tried, the likeliest first
 * @param noPath why there is none, if there is none
 * @param at the time for which dates and revocation were judged
 */
public record ChainFacts(
        ChainPurpose purpose,
        Instant at,
        String fingerprint,
        String subject,
        List<MailAddress> addresses,
        Issuer issuer,
        List<PathFacts> paths,
        Optional<String> noPath) {
    public ChainFacts {
        addresses = List.copyOf(addresses);
        paths = List.copyOf(paths);
    }

    /**
     * An issuer that an administrator may want to look at.
     *
     * @param fingerprint of its certificate if that is at hand, else ""
     */
    public record Issuer(String name, String fingerprint) {}
}
