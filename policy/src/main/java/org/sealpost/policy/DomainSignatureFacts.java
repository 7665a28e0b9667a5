package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;

/**
 * All that {@link DomainSignaturePolicy} looks at: a message of one of our people, or of the house itself.
 *
 * @param wanted whether the installation signs for its domains
 * @param author the domain in the From field, if exactly one author stands there
 * @param ours whether that domain is one of ours
 * @param keys those of the domain, newest first
 */
public record DomainSignatureFacts(boolean wanted, Optional<Domain> author, boolean ours, List<Key> keys) {
    public DomainSignatureFacts {
        keys = List.copyOf(keys);
    }

    /** One key, and what the DNS says about it. */
    public record Key(String selector, InDns inDns) {}

    /** What receivers of our mail find. */
    public enum InDns {
        PUBLISHED,
        /** There is no record, or one of another key. */
        MISSING,
        UNANSWERED
    }
}
