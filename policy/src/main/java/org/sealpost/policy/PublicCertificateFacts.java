package org.sealpost.policy;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * What is known before a public authority is asked for a certificate.
 *
 * @param wanted the names it is to have, in lower case; none if no public authority is configured
 * @param held the one there is
 * @param retryAt not before then, after a failure
 */
public record PublicCertificateFacts(Set<String> wanted, Optional<Held> held, Optional<Instant> retryAt, Instant now) {
    /**
     * A certificate of a public authority whose key is here.
     *
     * @param renewAt when the next one is to be asked for
     */
    public record Held(Set<String> names, Instant notAfter, Instant renewAt) {
        public Held {
            names = Set.copyOf(names);
        }
    }

    public PublicCertificateFacts {
        wanted = Set.copyOf(wanted);
    }
}
