package org.sealpost.policy;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.PathFacts;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationMode;

/** Judges whether a chain of certificates is good for its purpose: its best path counts. */
public final class TrustPolicy {
    private static final List<Check> WHOLE =
            List.of(Check.PROFILE, Check.SIGNATURE, Check.STRUCTURE, Check.NAME_CONSTRAINT, Check.POLICY, Check.LIMIT);
    private static final List<Check> FIT = List.of(Check.ALGORITHM, Check.PURPOSE, Check.NAME);

    private TrustPolicy() {}

    public static Decision<ChainVerdict> decide(ChainFacts facts) {
        ChainVerdict verdict = best(facts)
                .map(path -> verdict(facts, path))
                .orElseGet(() -> untrusted(facts, facts.noPath().orElse("no path to a trusted root")));
        return new Decision<>(verdict, List.of(finding(verdict)));
    }

    /** The path on which the verdict rests. */
    public static Optional<PathFacts> best(ChainFacts facts) {
        return facts.paths().stream().min(Comparator.comparingInt(path -> badness(verdict(facts, path))));
    }

    /** Why the chain is good or not; tells as much as the decision did, so that a verdict can be explained later. */
    public static Finding finding(ChainVerdict verdict) {
        return switch (verdict) {
            case ChainVerdict.Trusted() -> Finding.of(TrustRule.PATH_IS_WHOLE);
            case ChainVerdict.TrustedUnchecked(String why) -> Finding.of(TrustRule.REVOCATION_NOT_CHECKED, why);
            case ChainVerdict.RevocationUnavailable(String why) ->
                Finding.of(TrustRule.REVOCATION_SERVICE_UNAVAILABLE, why);
            case ChainVerdict.Untrusted(String issuer, String fingerprint, String why) ->
                Finding.of(
                        TrustRule.NO_PATH_TO_TRUSTED_ROOT,
                        issuer + (fingerprint.isEmpty() ? "" : ", SHA-256 " + fingerprint),
                        why);
            case ChainVerdict.Distrusted(String why) -> Finding.of(TrustRule.ON_DISTRUST_LIST, why);
            case ChainVerdict.Unfit(String why) -> Finding.of(TrustRule.NOT_FIT_FOR_PURPOSE, why);
            case ChainVerdict.Revoked(var at, var reason) -> Finding.of(TrustRule.REVOKED_BY_ISSUER, at, reason);
            case ChainVerdict.OutsideDates(var notBefore, var notAfter, var at) ->
                Finding.of(TrustRule.OUTSIDE_VALIDITY, notBefore, notAfter, at);
        };
    }

    /** The first of: distrusted, no whole path, not fit, revoked, outside its dates; else good, or good but unchecked. */
    private static ChainVerdict verdict(ChainFacts facts, PathFacts path) {
        if (has(path, List.of(Check.DISTRUST))) {
            return new ChainVerdict.Distrusted(words(path, List.of(Check.DISTRUST)));
        }
        if (has(path, WHOLE)) {
            return untrusted(facts, words(path, WHOLE));
        }
        if (has(path, FIT)) {
            return new ChainVerdict.Unfit(words(path, FIT));
        }
        Optional<RevocationFinding.Revoked> revoked =
                findings(path, RevocationFinding.Revoked.class).findFirst();
        if (revoked.isPresent()) {
            return new ChainVerdict.Revoked(revoked.get().at(), revoked.get().reason());
        }
        if (has(path, List.of(Check.DATES))) {
            return new ChainVerdict.OutsideDates(path.notBefore(), path.notAfter(), facts.at());
        }
        return unknown(path)
                .<ChainVerdict>map(why -> path.mode() == RevocationMode.HARD
                        ? new ChainVerdict.RevocationUnavailable(why)
                        : new ChainVerdict.TrustedUnchecked(why))
                .orElseGet(ChainVerdict.Trusted::new);
    }

    /** Why nobody can say whether something in the path is revoked. */
    private static Optional<String> unknown(PathFacts path) {
        if (path.mode() == RevocationMode.OFF) {
            return Optional.of("it is switched off for this authority");
        }
        if (path.revocation().size() < path.members().size() - 1) {
            return Optional.of("nobody was asked");
        }
        return findings(path, RevocationFinding.NotChecked.class)
                .map(RevocationFinding.NotChecked::why)
                .findFirst();
    }

    private static int badness(ChainVerdict verdict) {
        return switch (verdict) {
            case ChainVerdict.Trusted ignored -> 0;
            case ChainVerdict.TrustedUnchecked ignored -> 1;
            case ChainVerdict.RevocationUnavailable ignored -> 2;
            case ChainVerdict.OutsideDates ignored -> 3;
            case ChainVerdict.Revoked ignored -> 4;
            case ChainVerdict.Unfit ignored -> 5;
            case ChainVerdict.Distrusted ignored -> 6;
            case ChainVerdict.Untrusted ignored -> 7;
        };
    }

    private static ChainVerdict untrusted(ChainFacts facts, String why) {
        return new ChainVerdict.Untrusted(facts.issuer().name(), facts.issuer().fingerprint(), why);
    }

    private static boolean has(PathFacts path, List<Check> checks) {
        return path.faults().stream().anyMatch(fault -> checks.contains(fault.check()));
    }

    private static String words(PathFacts path, List<Check> checks) {
        return path.faults().stream()
                .filter(fault -> checks.contains(fault.check()))
                .map(ChainFault::text)
                .collect(Collectors.joining("; "));
    }

    private static <T extends RevocationFinding> Stream<T> findings(PathFacts path, Class<T> kind) {
        return path.revocation().stream()
                .map(PathFacts.RevocationStatus::finding)
                .filter(kind::isInstance)
                .map(kind::cast);
    }
}
