package org.sealpost.policy;

import java.util.List;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Domain;

/**
 * All that {@link ArcSealPolicy} looks at.
 *
 * @param wanted whether the installation signs for its domains
 * @param arrival what was found about who sent the message when it came
 * @param seals how many there are on the message
 * @param domain the one of ours that passes it on
 * @param keys those of the domain, newest first
 */
public record ArcSealFacts(
        boolean wanted, AuthenticationResults arrival, int seals, Domain domain, List<DomainSignatureFacts.Key> keys) {
    /** RFC 8617 section 4.2.1. */
    public static final int SEALS_LIMIT = 50;

    public ArcSealFacts {
        keys = List.copyOf(keys);
    }
}
