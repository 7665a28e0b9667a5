package org.sealpost.protocols.sts;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.sealpost.identity.StsPolicies;
import org.sealpost.identity.StsPolicy;
import org.sealpost.mail.Domain;

/** Policies in memory. */
public final class MemoryPolicies implements StsPolicies {
    private final Map<Domain, StsPolicy> kept = new ConcurrentHashMap<>();

    @Override
    public Optional<StsPolicy> of(Domain domain) {
        return Optional.ofNullable(kept.get(domain));
    }

    @Override
    public void keep(StsPolicy policy) {
        kept.put(policy.domain(), policy);
    }
}
