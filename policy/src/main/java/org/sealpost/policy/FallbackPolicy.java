package org.sealpost.policy;

import static org.sealpost.policy.FallbackRule.FALLBACK_ENCRYPTS;
import static org.sealpost.policy.FallbackRule.FALLBACK_IS_ENCRYPTED;
import static org.sealpost.policy.FallbackRule.FALLBACK_NOT_FOR_NOTICES;
import static org.sealpost.policy.FallbackRule.FALLBACK_NOT_WITH_REQUIRETLS;
import static org.sealpost.policy.FallbackRule.FALLBACK_NOT_YET;
import static org.sealpost.policy.FallbackRule.FALLBACK_WITHOUT_CERTIFICATE;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;

/**
 * Decides whether a message for which no connection has what is demanded goes encrypted to its recipient in the end. Only an
 * administrator's leave makes it so, and only for the demands for which it was given.
 */
public final class FallbackPolicy {
    private FallbackPolicy() {}

    /**
     * The shortest wait after which a message that is encrypted to its recipient may go over a connection as it turned out; empty
     * if it never may.
     */
    public static Optional<Duration> after(HopFacts facts, HopAchieved achieved) {
        return facts.message() == HopWish.TLS_REQUIRED
                ? Optional.empty()
                : Stream.of(
                                facts.partner().flatMap(name -> facts.fallback().partner()),
                                facts.fallback().wish())
                        .flatMap(Optional::stream)
                        .map(EncryptedAfter::time)
                        .sorted()
                        .filter(time -> wouldDo(facts.with(facts.fallback().waiting(time)), achieved))
                        .findFirst();
    }

    private static boolean wouldDo(HopFacts facts, HopAchieved achieved) {
        return HopPolicy.demand(facts).verdict() instanceof HopVerdict.Try(HopDemand demand)
                && HopPolicy.judge(demand, achieved).verdict() instanceof HopJudgement.Send;
    }

    public static Decision<FallbackVerdict> decide(FallbackFacts facts) {
        if (facts.requireTls()) {
            return waits(FALLBACK_NOT_WITH_REQUIRETLS);
        }
        if (facts.isNotice() || facts.protection().origin() instanceof Origin.Internal) {
            return waits(FALLBACK_NOT_FOR_NOTICES);
        }
        if (facts.waited().compareTo(facts.after()) < 0) {
            return waits(FALLBACK_NOT_YET, new EncryptedAfter(facts.after()));
        }
        if (facts.protection().protection() instanceof Protection.Encrypted) {
            return Decision.of(new FallbackVerdict.Go(new ProtectionVerdict.PassThrough()), FALLBACK_IS_ENCRYPTED);
        }
        Decision<ProtectionVerdict> decision = ProtectionPolicy.encrypted(facts.protection());
        if (!encrypts(decision.verdict())) {
            return waits(FALLBACK_WITHOUT_CERTIFICATE, facts.protection().recipient());
        }
        List<Finding> because = new ArrayList<>();
        because.add(Finding.of(FALLBACK_ENCRYPTS, facts.protection().recipient(), new EncryptedAfter(facts.after())));
        because.addAll(decision.because());
        return new Decision<>(new FallbackVerdict.Go(decision.verdict()), because);
    }

    private static boolean encrypts(ProtectionVerdict verdict) {
        return verdict instanceof ProtectionVerdict.Seal seal
                        && seal.encryption().isPresent()
                || verdict instanceof ProtectionVerdict.SealOpenPgp openPgp
                        && openPgp.recipient().isPresent();
    }

    private static Decision<FallbackVerdict> waits(FallbackRule rule, Object... facts) {
        return Decision.of(new FallbackVerdict.Wait(), rule, facts);
    }
}
