package org.sealpost.app;

import java.time.Instant;
import java.util.List;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.pki.PathValidation;
import org.sealpost.policy.TrustPolicy;

/** Joins what measures a chain of certificates with what judges it. */
public record ChainJudge(PathValidation paths) implements ChainTrust {
    @Override
    public ChainVerdict judge(List<byte[]> certificates, ChainPurpose purpose, Instant at) {
        return TrustPolicy.decide(paths.examine(certificates, purpose, at)).verdict();
    }
}
