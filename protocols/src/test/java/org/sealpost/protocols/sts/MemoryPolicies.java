package org.sealpost.protocols.sts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sealpost.identity.StsPolicies;
import org.sealpost.identity.StsTerms;
import org.sealpost.mail.Domain;

/** Policies in memory. */
public final class MemoryPolicies implements StsPolicies {
    private final Map<Domain, StsTerms> kept = new ConcurrentHashMap<>();

    @Override
    public Optional<StsTerms> of(Domain domain) {
        return Optional.ofNullable(kept.get(domain));
    }

    @Override
    public void keep(StsTerms policy) {
        kept.put(policy.domain(), policy);
    }
}
