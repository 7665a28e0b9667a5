package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.RevocationFinding;

/** Judges whether a chain of certificates is good for its purpose. */
public final class TrustPolicy {
    private TrustPolicy() {}

    public static Decision<ChainVerdict> decide(ChainFacts facts) {
        ChainVerdict verdict = verdict(facts);
        return new Decision<>(verdict, List.of(finding(verdict)));
    }

    /** Why the chain is good or not; tells as much as the decision did, so that a verdict can be explained later. */
    public static Finding finding(ChainVerdict verdict) {
        return switch (verdict) {
            case ChainVerdict.Trusted() -> Finding.of(TrustRule.PATH_IS_WHOLE);
            case ChainVerdict.TrustedUnchecked(String why) -> Finding.of(TrustRule.REVOCATION_NOT_CHECKED, why);
            case ChainVerdict.Untrusted(String issuer, String why) ->
                Finding.of(TrustRule.NO_PATH_TO_TRUSTED_ROOT, issuer, why);
            case ChainVerdict.Unfit(String why) -> Finding.of(TrustRule.NOT_FIT_FOR_PURPOSE, why);
            case ChainVerdict.Revoked(var at, var reason) -> Finding.of(TrustRule.REVOKED_BY_ISSUER, at, reason);
            case ChainVerdict.OutsideDates(var notBefore, var notAfter, var at) ->
                Finding.of(TrustRule.OUTSIDE_VALIDITY, notBefore, notAfter, at);
        };
    }

    /** The first of: no path, not fit, revoked, outside its dates; else good, or good but unchecked. */
    private static ChainVerdict verdict(ChainFacts facts) {
        if (facts.pathProblem().isPresent()) {
            return new ChainVerdict.Untrusted(
                    facts.issuer(), facts.pathProblem().get());
        }
        if (!facts.unfit().isEmpty()) {
            return new ChainVerdict.Unfit(String.join("; ", facts.unfit()));
        }
        if (facts.revocation() instanceof RevocationFinding.Revoked revoked) {
            return new ChainVerdict.Revoked(revoked.at(), revoked.reason());
        }
        if (facts.at().isBefore(facts.notBefore()) || facts.at().isAfter(facts.notAfter())) {
            return new ChainVerdict.OutsideDates(facts.notBefore(), facts.notAfter(), facts.at());
        }
        return facts.revocation() instanceof RevocationFinding.NotChecked unchecked
                ? new ChainVerdict.TrustedUnchecked(unchecked.why())
                : new ChainVerdict.Trusted();
    }
}
