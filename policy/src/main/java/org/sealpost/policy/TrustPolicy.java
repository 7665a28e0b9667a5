package org.sealpost.policy;

import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.RevocationFinding;

/** Judges whether a chain of certificates is good for its purpose. */
public final class TrustPolicy {
    private TrustPolicy() {}

    /** The first of: no path, not fit, revoked, outside its dates; else good, or good but unchecked. */
    public static Decision<ChainVerdict> decide(ChainFacts facts) {
        if (facts.pathProblem().isPresent()) {
            String problem = facts.pathProblem().get();
            return Decision.of(
                    new ChainVerdict.Untrusted(facts.issuer(), problem),
                    TrustRule.NO_PATH_TO_TRUSTED_ROOT,
                    facts.issuer(),
                    problem);
        }
        if (!facts.unfit().isEmpty()) {
            String why = String.join("; ", facts.unfit());
            return Decision.of(new ChainVerdict.Unfit(why), TrustRule.NOT_FIT_FOR_PURPOSE, why);
        }
        if (facts.revocation() instanceof RevocationFinding.Revoked revoked) {
            return Decision.of(
                    new ChainVerdict.Revoked(revoked.at(), revoked.reason()),
                    TrustRule.REVOKED_BY_ISSUER,
                    revoked.at(),
                    revoked.reason());
        }
        if (facts.at().isBefore(facts.notBefore()) || facts.at().isAfter(facts.notAfter())) {
            return Decision.of(
                    new ChainVerdict.OutsideDates(facts.notBefore(), facts.notAfter()),
                    TrustRule.OUTSIDE_VALIDITY,
                    facts.notBefore(),
                    facts.notAfter(),
                    facts.at());
        }
        if (facts.revocation() instanceof RevocationFinding.NotChecked unchecked) {
            return Decision.of(
                    new ChainVerdict.TrustedUnchecked(unchecked.why()),
                    TrustRule.REVOCATION_NOT_CHECKED,
                    unchecked.why());
        }
        return Decision.of(
                new ChainVerdict.Trusted(),
                TrustRule.PATH_IS_WHOLE,
                facts.path().size());
    }
}
