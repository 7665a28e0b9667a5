package org.sealpost.policy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Partner;
import org.sealpost.identity.ShownCertificate;

/**
 * What is known about the other side of a session that should be a partner.
 *
 * @param names of which its certificate must bear one, unless its key is pinned
 * @param encrypted whether the session has TLS at all
 * @param shown the certificate that was shown; empty if none was, or none that can be read
 */
public record PartnerFacts(
        Partner partner, List<String> names, boolean encrypted, Optional<ShownCertificate> shown, Instant now) {
    public PartnerFacts {
        names = List.copyOf(names);
    }
}
