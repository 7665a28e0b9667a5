package org.sealpost.app;

import org.sealpost.identity.ChainQuestion;
import org.sealpost.identity.ChainTrust;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.pki.PathValidation;
import org.sealpost.pki.path.MalformedCertificate;
import org.sealpost.policy.TrustPolicy;

/** Joins what measures a chain of certificates with what judges it. */
public record ChainJudge(PathValidation paths) implements ChainTrust {
    @Override
    public ChainVerdict judge(ChainQuestion question) {
        try {
            return TrustPolicy.decide(paths.examine(question, true)).verdict();
        } catch (MalformedCertificate e) {
            return new ChainVerdict.Unfit(String.valueOf(e.getMessage()));
        }
    }
}
