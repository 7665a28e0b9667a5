package org.sealpost.policy;

import static org.sealpost.policy.HopRule.HOP_CLEAR;
import static org.sealpost.policy.HopRule.HOP_CLEAR_AFTER_FAILED_HANDSHAKES;
import static org.sealpost.policy.HopRule.HOP_CLIENT_CERTIFICATE_NOT_ASKED;
import static org.sealpost.policy.HopRule.HOP_DANE;
import static org.sealpost.policy.HopRule.HOP_DANE_FAILED;
import static org.sealpost.policy.HopRule.HOP_DANE_UNKNOWN;
import static org.sealpost.policy.HopRule.HOP_DANE_UNUSABLE;
import static org.sealpost.policy.HopRule.HOP_ENCRYPTED;
import static org.sealpost.policy.HopRule.HOP_EXEMPTION;
import static org.sealpost.policy.HopRule.HOP_FLOOR;
import static org.sealpost.policy.HopRule.HOP_HANDSHAKE_FAILED;
import static org.sealpost.policy.HopRule.HOP_NOT_PROVED;
import static org.sealpost.policy.HopRule.HOP_OPPORTUNISTIC;
import static org.sealpost.policy.HopRule.HOP_OR_ENCRYPTED;
import static org.sealpost.policy.HopRule.HOP_PARTNER;
import static org.sealpost.policy.HopRule.HOP_PROVED;
import static org.sealpost.policy.HopRule.HOP_REQUIRETLS;
import static org.sealpost.policy.HopRule.HOP_REQUIRETLS_NOT_OFFERED;
import static org.sealpost.policy.HopRule.HOP_RULE;
import static org.sealpost.policy.HopRule.HOP_STS;
import static org.sealpost.policy.HopRule.HOP_STS_TESTING;
import static org.sealpost.policy.HopRule.HOP_STS_TESTING_UNLISTED;
import static org.sealpost.policy.HopRule.HOP_STS_UNLISTED;
import static org.sealpost.policy.HopRule.HOP_STS_YIELDS_TO_DANE;
import static org.sealpost.policy.HopRule.HOP_TLS_MISSING;
import static org.sealpost.policy.HopRule.HOP_TLS_NOT_REQUIRED;
import static org.sealpost.policy.HopRule.HOP_TLS_TOO_OLD;
import static org.sealpost.policy.HopRule.HOP_WISH;
import static org.sealpost.policy.HopRule.HOP_YIELDS_TO_ENCRYPTION;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.mail.EnhancedStatus;

/**
 * Decides what a connection to another server must have, and whether it has it. All sources add up; only the sender's
 * {@code TLS-Required: No} and an administrator's exemption lower something, and only what the other side asked for; what an
 * administrator demands himself yields to encryption of the message only where he says so.
 */
public final class HopPolicy {
    private static final EnhancedStatus NO_ANSWER = new EnhancedStatus(4, 4, 3);
    private static final EnhancedStatus TLS_NEEDED = new EnhancedStatus(4, 7, 4);
    private static final EnhancedStatus NOT_PROVED = new EnhancedStatus(4, 7, 5);
    /** RFC 8689 section 5. */
    private static final EnhancedStatus REQUIRETLS_NEEDED = new EnhancedStatus(5, 7, 30);

    private HopPolicy() {}

    /** What one source adds: a demand, a reason to skip the host, or just something to know. */
    private record Source(HopDemand demand, Optional<EnhancedStatus> skip, Finding because) {
        static Source demand(HopDemand demand, HopRule rule, Object... facts) {
            return new Source(demand, Optional.empty(), Finding.of(rule, facts));
        }

        static Source skip(EnhancedStatus status, HopRule rule, Object... facts) {
            return new Source(HopDemand.NONE, Optional.of(status), Finding.of(rule, facts));
        }

        static Source note(HopRule rule, Object... facts) {
            return demand(HopDemand.NONE, rule, facts);
        }
    }

    /** What a connection to this host must have. */
    public static Decision<HopVerdict> demand(HopFacts facts) {
        List<Source> sources = sources(facts);
        HopDemand joined = sources.stream().map(Source::demand).reduce(HopDemand.NONE, HopDemand::and);
        Optional<EnhancedStatus> skip =
                sources.stream().flatMap(source -> source.skip().stream()).findFirst();
        if (joined.isOpportunistic() && skip.isEmpty()) {
            sources.add(Source.note(HOP_OPPORTUNISTIC, facts.domain()));
        }
        return new Decision<>(
                skip.<HopVerdict>map(HopVerdict.Skip::new).orElseGet(() -> new HopVerdict.Try(joined)),
                sources.stream().map(Source::because).toList());
    }

    private static List<Source> sources(HopFacts facts) {
        List<Source> sources = new ArrayList<>();
        if (facts.floor() != TlsFloor.OPPORTUNISTIC) {
            sources.add(Source.demand(
                    facts.floor().demand(), HOP_FLOOR, facts.floor().word()));
        }
        facts.partner()
                .ifPresent(name -> sources.addAll(yielding(
                        facts.fallback(),
                        facts.fallback().partner(),
                        Source.demand(
                                HopDemand.proved(PeerProof.PARTNER).withClientCertificate(),
                                HOP_PARTNER,
                                facts.domain(),
                                name))));
        facts.wish()
                .ifPresent(wish -> sources.addAll(yielding(
                        facts.fallback(),
                        facts.fallback().wish(),
                        Source.demand(wish.demand(), HOP_WISH, facts.domain(), wish.word()))));
        facts.rule()
                .filter(rule -> rule.least() != TlsFloor.OPPORTUNISTIC)
                .ifPresent(rule -> sources.add(Source.demand(
                        rule.least().demand(),
                        HOP_RULE,
                        facts.domain(),
                        rule.rule(),
                        rule.least().word())));
        sources.addAll(facts.isLowered() ? lowered(facts) : published(facts));
        if (facts.message() == HopWish.TLS_REQUIRED) {
            // RFC 8689 section 4.2.1: the name must be sure, or the certificate known by DANE; an agreement is more
            // than both.
            sources.add(Source.demand(
                    HopDemand.proved(PeerProof.SURE_NAME, PeerProof.MTA_STS, PeerProof.DANE, PeerProof.PARTNER)
                            .withRequireTls(),
                    HOP_REQUIRETLS));
        }
        return sources;
    }

    /** A demand that an administrator set, with what he said about encryption in its place. */
    private static List<Source> yielding(HopFallback fallback, Optional<EncryptedAfter> after, Source demand) {
        if (fallback.yields(after)) {
            Source known = new Source(HopDemand.NONE, Optional.empty(), demand.because());
            return List.of(known, Source.note(HOP_YIELDS_TO_ENCRYPTION, after.orElseThrow()));
        }
        return after.map(time -> List.of(demand, Source.note(HOP_OR_ENCRYPTED, time)))
                .orElseGet(() -> List.of(demand));
    }

    private static List<Source> lowered(HopFacts facts) {
        List<Source> why = new ArrayList<>();
        if (facts.message() == HopWish.TLS_NOT_REQUIRED) {
            why.add(Source.note(HOP_TLS_NOT_REQUIRED));
        }
        facts.exemption()
                .filter(one -> facts.isExempt())
                .ifPresent(one -> why.add(Source.note(HOP_EXEMPTION, facts.domain(), one.until(), one.reason())));
        return why;
    }

    /** What the other side asks for in public. */
    private static List<Source> published(HopFacts facts) {
        List<Source> sources = new ArrayList<>(dane(facts));
        sources.addAll(sts(facts));
        return sources;
    }

    private static List<Source> dane(HopFacts facts) {
        return switch (facts.dane()) {
            case ABSENT -> List.of();
            case USABLE -> List.of(Source.demand(HopDemand.proved(PeerProof.DANE), HOP_DANE, facts.host()));
            case UNUSABLE ->
                List.of(Source.demand(HopDemand.encrypted(TlsLevel.TLS_1_2), HOP_DANE_UNUSABLE, facts.host()));
            case FAILED -> List.of(Source.skip(NO_ANSWER, HOP_DANE_FAILED, facts.host()));
            case UNKNOWN -> List.of(Source.note(HOP_DANE_UNKNOWN));
        };
    }

    /** RFC 8461 section 2: MTA-STS must not rescue a DANE that fails; where DANE says nothing, it decides. */
    private static List<Source> sts(HopFacts facts) {
        boolean listedOrNot = facts.sts() == HopFacts.Sts.LISTED || facts.sts() == HopFacts.Sts.UNLISTED;
        if (listedOrNot && facts.dane() == HopFacts.Dane.USABLE) {
            return List.of(Source.note(HOP_STS_YIELDS_TO_DANE, facts.domain(), facts.host()));
        }
        return switch (facts.sts()) {
            case ABSENT -> List.of();
            case TESTING_LISTED -> List.of(Source.note(HOP_STS_TESTING, facts.domain()));
            case TESTING_UNLISTED -> List.of(Source.note(HOP_STS_TESTING_UNLISTED, facts.domain(), facts.host()));
            case UNLISTED -> List.of(Source.skip(NOT_PROVED, HOP_STS_UNLISTED, facts.domain(), facts.host()));
            case LISTED ->
                List.of(Source.demand(HopDemand.proved(PeerProof.MTA_STS), HOP_STS, facts.domain(), facts.host()));
        };
    }

    /** Whether a connection has all that is demanded of it. */
    public static Decision<HopJudgement> judge(HopDemand demand, HopAchieved achieved) {
        String host = achieved.host();
        if (achieved.level() == TlsLevel.CLEAR && !demand.isOpportunistic()) {
            return refuse(TLS_NEEDED, HOP_TLS_MISSING, host);
        }
        if (!achieved.level().reaches(demand.least())) {
            return refuse(
                    TLS_NEEDED,
                    HOP_TLS_TOO_OLD,
                    host,
                    achieved.level().words(),
                    demand.least().words());
        }
        for (Set<PeerProof> oneOf : demand.proofs()) {
            if (oneOf.stream().noneMatch(achieved.proofs()::contains)) {
                return refuse(NOT_PROVED, HOP_NOT_PROVED, host, words(oneOf), achieved.doubt());
            }
        }
        if (demand.clientCertificate() && !achieved.clientCertificate()) {
            return refuse(NOT_PROVED, HOP_CLIENT_CERTIFICATE_NOT_ASKED, host);
        }
        if (demand.requireTls() && !achieved.requireTls()) {
            return refuse(REQUIRETLS_NEEDED, HOP_REQUIRETLS_NOT_OFFERED, host);
        }
        return new Decision<>(new HopJudgement.Send(), List.of(sent(achieved)));
    }

    /**
     * What follows if a server offers TLS and the handshake fails: a message that may go in clear does so only if it failed
     * before, too, so that neither a moment of weakness nor one broken connection uncovers a message.
     */
    public static Decision<HopJudgement> afterFailedHandshake(
            HopDemand demand, String host, boolean failedBefore, String words) {
        if (!demand.isOpportunistic()) {
            return refuse(TLS_NEEDED, HOP_TLS_MISSING, host);
        }
        return failedBefore
                ? Decision.of(new HopJudgement.Send(), HOP_CLEAR_AFTER_FAILED_HANDSHAKES, host, words)
                : refuse(TLS_NEEDED, HOP_HANDSHAKE_FAILED, host, words);
    }

    private static Finding sent(HopAchieved achieved) {
        if (achieved.level() == TlsLevel.CLEAR) {
            return Finding.of(HOP_CLEAR, achieved.host());
        }
        return achieved.proofs().isEmpty()
                ? Finding.of(HOP_ENCRYPTED, achieved.host(), achieved.level().words(), achieved.doubt())
                : Finding.of(HOP_PROVED, achieved.host(), achieved.level().words(), words(achieved.proofs()));
    }

    private static String words(Collection<PeerProof> proofs) {
        return proofs.stream().sorted().map(PeerProof::words).collect(Collectors.joining("; "));
    }

    private static Decision<HopJudgement> refuse(EnhancedStatus status, HopRule rule, Object... facts) {
        return Decision.of(new HopJudgement.Refuse(status), rule, facts);
    }
}
