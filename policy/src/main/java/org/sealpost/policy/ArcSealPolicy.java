package org.sealpost.policy;

import static org.sealpost.policy.ArcRule.ARC_CHAIN_FULL;
import static org.sealpost.policy.ArcRule.ARC_NOT_CONTINUED;
import static org.sealpost.policy.ArcRule.ARC_NOT_EXAMINED;
import static org.sealpost.policy.ArcRule.ARC_SEALED;
import static org.sealpost.policy.DomainSignatureRule.DOMAIN_KEY_NOT_IN_DNS;
import static org.sealpost.policy.DomainSignatureRule.DOMAIN_SIGNATURES_OFF;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.policy.DomainSignatureFacts.InDns;

/**
 * Decides whether what was found about mail of others goes along, sealed, when we pass it on (ARC, RFC 8617). A seal whose key is not
 * in the DNS would break the chain for everybody behind us, so the DNS must show it now.
 */
public final class ArcSealPolicy {
    private ArcSealPolicy() {}

    public static Decision<DomainSignatureVerdict> decide(ArcSealFacts facts) {
        return refusal(facts).map(ArcSealPolicy::leave).orElseGet(() -> seal(facts, facts.domain()));
    }

    private static Optional<Finding> refusal(ArcSealFacts facts) {
        if (!facts.wanted()) {
            return Optional.of(Finding.of(DOMAIN_SIGNATURES_OFF));
        }
        Optional<String> chain = facts.arrival().word("arc");
        boolean examined = !facts.arrival().results().isEmpty();
        if (!examined || facts.seals() > 0 && chain.isEmpty()) {
            return Optional.of(Finding.of(ARC_NOT_EXAMINED));
        }
        boolean whole =
                chain.map(word -> word.equals("pass") && facts.seals() > 0).orElse(true);
        if (!whole) {
            return Optional.of(Finding.of(ARC_NOT_CONTINUED));
        }
        return facts.seals() < ArcSealFacts.SEALS_LIMIT
                ? Optional.empty()
                : Optional.of(Finding.of(ARC_CHAIN_FULL, ArcSealFacts.SEALS_LIMIT));
    }

    private static Decision<DomainSignatureVerdict> seal(ArcSealFacts facts, Domain domain) {
        return facts.keys().stream()
                .filter(key -> key.inDns() == InDns.PUBLISHED)
                .map(DomainSignatureFacts.Key::selector)
                .findFirst()
                .map(selector -> Decision.<DomainSignatureVerdict>of(
                        new DomainSignatureVerdict.Sign(domain, selector), ARC_SEALED, domain, selector))
                .orElseGet(() -> leave(Finding.of(DOMAIN_KEY_NOT_IN_DNS, domain)));
    }

    private static Decision<DomainSignatureVerdict> leave(Finding finding) {
        return new Decision<>(new DomainSignatureVerdict.Leave(), List.of(finding));
    }
}
