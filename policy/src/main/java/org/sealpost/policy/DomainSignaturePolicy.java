package org.sealpost.policy;

import static org.sealpost.policy.DomainSignatureRule.AUTHOR_IN_NO_DOMAIN_OF_OURS;
import static org.sealpost.policy.DomainSignatureRule.DOMAIN_KEY_NOT_IN_DNS;
import static org.sealpost.policy.DomainSignatureRule.DOMAIN_SIGNATURES_OFF;
import static org.sealpost.policy.DomainSignatureRule.SIGNED_FOR_DOMAIN;
import static org.sealpost.policy.DomainSignatureRule.SIGNED_FOR_DOMAIN_UNSEEN;

import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.policy.DomainSignatureFacts.InDns;

/**
 * Decides whether a message that leaves is signed for its author's domain (DKIM, RFC 6376), and with which of its keys: the
 * newest that others find in the DNS, so that a new key comes into use by being published.
 */
public final class DomainSignaturePolicy {
    private DomainSignaturePolicy() {}

    public static Decision<DomainSignatureVerdict> decide(DomainSignatureFacts facts) {
        if (!facts.wanted()) {
            return leave(DOMAIN_SIGNATURES_OFF);
        }
        return facts.author()
                .filter(domain -> facts.ours())
                .map(domain -> decide(facts, domain))
                .orElseGet(() -> leave(AUTHOR_IN_NO_DOMAIN_OF_OURS));
    }

    private static Decision<DomainSignatureVerdict> decide(DomainSignatureFacts facts, Domain domain) {
        Optional<String> published = newest(facts, InDns.PUBLISHED);
        return published
                .map(selector -> sign(SIGNED_FOR_DOMAIN, domain, selector))
                .or(() -> newest(facts, InDns.UNANSWERED)
                        .map(selector -> sign(SIGNED_FOR_DOMAIN_UNSEEN, domain, selector)))
                .orElseGet(() -> Decision.of(new DomainSignatureVerdict.Leave(), DOMAIN_KEY_NOT_IN_DNS, domain));
    }

    private static Optional<String> newest(DomainSignatureFacts facts, InDns state) {
        return facts.keys().stream()
                .filter(key -> key.inDns() == state)
                .map(DomainSignatureFacts.Key::selector)
                .findFirst();
    }

    private static Decision<DomainSignatureVerdict> sign(Rule rule, Domain domain, String selector) {
        return Decision.of(new DomainSignatureVerdict.Sign(domain, selector), rule, domain, selector);
    }

    private static Decision<DomainSignatureVerdict> leave(Rule rule) {
        return Decision.of(new DomainSignatureVerdict.Leave(), rule);
    }
}
