package org.sealpost.policy;

import java.util.Optional;
import java.util.Set;
import org.sealpost.mail.ArcCheck;
import org.sealpost.mail.Domain;

/**
 * What is known about those who passed a message on.
 *
 * @param author domain of the one mailbox in the one From field; empty if there is not exactly one
 * @param trusted domains whose word about a message that they pass on counts here
 */
public record ArcFacts(ArcCheck check, Optional<Domain> author, Set<Domain> trusted) {
    public ArcFacts {
        trusted = Set.copyOf(trusted);
    }
}
