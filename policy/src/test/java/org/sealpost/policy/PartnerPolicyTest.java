package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.ChainFacts;
import org.sealpost.identity.ChainFault;
import org.sealpost.identity.ChainFault.Check;
import org.sealpost.identity.ChainPurpose;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerAnchor;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerTerms.ClientUsage;
import org.sealpost.identity.PartnerTerms.Refusal;
import org.sealpost.identity.PartnerWay;
import org.sealpost.identity.PathFacts;
import org.sealpost.identity.PathFacts.Member;
import org.sealpost.identity.PathFacts.RevocationStatus;
import org.sealpost.identity.RevocationFinding;
import org.sealpost.identity.RevocationMode;
import org.sealpost.identity.RevocationReason;
import org.sealpost.identity.ShownCertificate;
import org.sealpost.mail.Domain;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.testkit.Samples;

class PartnerPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Domain ALPHA = new Domain("alpha.test");
    private static final String KEY = "ab".repeat(32);
    private static final PartnerAnchor CA = new PartnerAnchor("cd".repeat(32), "CN=Alpha CA", NOW, new byte[0]);
    private static final PartnerProof PROOF = new PartnerProof("alpha", ALPHA, false, "leaf", CA.fingerprint());

    private static final RevocationFinding GOOD = new RevocationFinding.Good("CRL");
    private static final RevocationFinding UNKNOWN = new RevocationFinding.NotChecked("nobody answers");

    private static Partner alpha() {
        return new Partner(
                "alpha",
                List.of(ALPHA, new Domain("lab.alpha.test")),
                List.of(CA),
                List.of(),
                List.of(),
                PartnerTerms.DEFAULT,
                PartnerState.OBSERVE,
                PartnerState.ENFORCED);
    }

    private static ShownCertificate shown(ChainFacts chain, ChainFacts asServer, String... hosts) {
        return new ShownCertificate(
                "leaf",
                "CN=mx",
                KEY,
                List.of(hosts),
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(1)),
                Optional.empty(),
                chain,
                asServer);
    }

    private static ShownCertificate good() {
        return shown(chain(RevocationMode.SOFT, GOOD), chain(RevocationMode.SOFT, GOOD), "alpha.test", "mx.alpha.test");
    }

    private static ChainFacts chain(RevocationMode mode, RevocationFinding finding, Check... faults) {
        PathFacts path = new PathFacts(
                List.of(new Member("leaf", "CN=mx", "1"), new Member(CA.fingerprint(), CA.name(), "2")),
                EnumSet.allOf(Check.class),
                java.util.Arrays.stream(faults)
                        .map(check -> new ChainFault(check, "leaf", "a fault of " + check))
                        .toList(),
                List.of(),
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(1)),
                mode,
                List.of(new RevocationStatus("leaf", finding, "")));
        return facts(List.of(path));
    }

    private static ChainFacts facts(List<PathFacts> paths) {
        return new ChainFacts(
                ChainPurpose.TLS_CLIENT,
                NOW,
                "leaf",
                "CN=mx",
                List.of(),
                new ChainFacts.Issuer("CN=Somebody", ""),
                paths,
                paths.isEmpty() ? Optional.of("no path to a trusted root") : Optional.empty());
    }

    private static Decision<PartnerVerdict> judged(Partner partner, ShownCertificate shown) {
        return PartnerPolicy.decide(new PartnerFacts(partner, partner.names(ALPHA), true, Optional.of(shown), NOW));
    }

    private static Rule firstRule(Decision<?> decision) {
        return decision.because().getFirst().rule();
    }

    @Test
    void aGoodCertificateUnderThePartnersAuthorityWithItsNameProvesIt() {
        Decision<PartnerVerdict> decision = judged(alpha(), good());

        assertThat(decision.verdict())
                .isEqualTo(new PartnerVerdict.Proved("leaf", CA.fingerprint(), NOW.plus(Duration.ofDays(1))));
        assertThat(firstRule(decision)).isEqualTo(PartnerRule.PARTNER_PROVED_BY_AUTHORITY);
    }

    @Test
    void aSessionInClearOrWithoutCertificateProvesNothing() {
        PartnerFacts clear = new PartnerFacts(alpha(), alpha().names(ALPHA), false, Optional.of(good()), NOW);
        PartnerFacts silent = new PartnerFacts(alpha(), alpha().names(ALPHA), true, Optional.empty(), NOW);

        assertThat(firstRule(PartnerPolicy.decide(clear))).isEqualTo(PartnerRule.PARTNER_SESSION_IN_CLEAR);
        assertThat(firstRule(PartnerPolicy.decide(silent))).isEqualTo(PartnerRule.PARTNER_SHOWED_NO_CERTIFICATE);
        assertThat(PartnerPolicy.decide(clear).verdict().isProved()).isFalse();
    }

    @Test
    void anotherAuthorityProvesNothingAndTheFindingNamesIt() {
        Decision<PartnerVerdict> decision = judged(alpha(), shown(facts(List.of()), facts(List.of()), "alpha.test"));

        assertThat(decision.verdict()).isEqualTo(new PartnerVerdict.Unproved());
        assertThat(decision.because())
                .extracting(Finding::rule)
                .containsExactly(PartnerRule.PARTNER_CHAIN_NOT_GOOD, TrustRule.NO_PATH_TO_TRUSTED_ROOT);
    }

    @Test
    void theNameMustBeTheDomainOrOneThatWasAgreed() {
        ShownCertificate other =
                shown(chain(RevocationMode.SOFT, GOOD), chain(RevocationMode.SOFT, GOOD), "other.alpha.test");
        Partner agreed = alpha().withProofs(List.of(CA), List.of(), List.of(new Domain("other.alpha.test")));

        assertThat(firstRule(judged(alpha(), other))).isEqualTo(PartnerRule.PARTNER_NAME_DIFFERS);
        assertThat(judged(agreed, other).verdict().isProved()).isTrue();
    }

    @Test
    void aPinnedKeyCountsByItselfButNotOutsideItsDatesAndNotWhenDistrusted() {
        Partner pinned = alpha().withProofs(List.of(), List.of(KEY), List.of());
        ShownCertificate stranger = shown(facts(List.of()), facts(List.of()));
        ShownCertificate ended = new ShownCertificate(
                "leaf",
                "CN=mx",
                KEY,
                List.of(),
                NOW.minusSeconds(9),
                NOW.minusSeconds(1),
                Optional.empty(),
                facts(List.of()),
                facts(List.of()));
        ShownCertificate early = new ShownCertificate(
                "leaf",
                "CN=mx",
                KEY,
                List.of(),
                NOW.plusSeconds(1),
                NOW.plusSeconds(9),
                Optional.empty(),
                facts(List.of()),
                facts(List.of()));
        ShownCertificate stolen = new ShownCertificate(
                "leaf",
                "CN=mx",
                KEY,
                List.of(),
                NOW.minusSeconds(9),
                NOW.plusSeconds(9),
                Optional.of("stolen"),
                facts(List.of()),
                facts(List.of()));

        assertThat(judged(pinned, stranger).verdict())
                .isEqualTo(new PartnerVerdict.Proved("leaf", KEY, NOW.plus(Duration.ofDays(1))));
        assertThat(firstRule(judged(pinned, ended))).isEqualTo(PartnerRule.PARTNER_CERTIFICATE_OUTSIDE_DATES);
        assertThat(firstRule(judged(pinned, early))).isEqualTo(PartnerRule.PARTNER_CERTIFICATE_OUTSIDE_DATES);
        assertThat(firstRule(judged(pinned, stolen))).isEqualTo(PartnerRule.PARTNER_CERTIFICATE_DISTRUSTED);
    }

    @Test
    void aCertificateForServersOnlyCountsUnlessOneForClientsIsRequired() {
        ShownCertificate server =
                shown(chain(RevocationMode.SOFT, GOOD, Check.PURPOSE), chain(RevocationMode.SOFT, GOOD), "alpha.test");
        Partner strict = alpha().withTerms(PartnerTerms.DEFAULT.withClientUsage(ClientUsage.REQUIRE));

        assertThat(judged(alpha(), server).verdict().isProved()).isTrue();
        assertThat(firstRule(judged(strict, server))).isEqualTo(PartnerRule.PARTNER_CHAIN_NOT_GOOD);
    }

    @Test
    void whatIsRevokedNeverCountsAndWhatNobodyKnowsOnlyIfThatIsAllowed() {
        RevocationFinding revoked = new RevocationFinding.Revoked(NOW, RevocationReason.KEY_COMPROMISE, "CRL");

        assertThat(judged(alpha(), ofChain(chain(RevocationMode.SOFT, revoked)))
                        .verdict()
                        .isProved())
                .isFalse();
        assertThat(judged(alpha(), ofChain(chain(RevocationMode.SOFT, UNKNOWN)))
                        .verdict()
                        .isProved())
                .isTrue();
        assertThat(judged(alpha(), ofChain(chain(RevocationMode.HARD, UNKNOWN)))
                        .verdict()
                        .isProved())
                .isFalse();
    }

    private static ShownCertificate ofChain(ChainFacts chain) {
        return shown(chain, chain, "alpha.test");
    }

    @Test
    void noFaultOfTheChainIsEverOverlooked() {
        Samples.forAll(PartnerPolicyTest::faults, faults -> {
            ShownCertificate shown = ofChain(chain(RevocationMode.SOFT, GOOD, faults));

            assertThat(judged(alpha(), shown).verdict().isProved()).isEqualTo(faults.length == 0);
        });
    }

    private static Check[] faults(RandomGenerator random) {
        return EnumSet.allOf(Check.class).stream()
                .filter(check -> random.nextInt(4) == 0)
                .toArray(Check[]::new);
    }

    @Test
    void withoutProofEnforcedMailWaitsOrIsRefusedAndObservedMailIsTaken() {
        Decision<PartnerVerdict> unproved =
                PartnerPolicy.decide(new PartnerFacts(alpha(), alpha().names(ALPHA), false, Optional.empty(), NOW));
        Partner refusing = alpha().withTerms(PartnerTerms.DEFAULT.withRefusal(Refusal.RETURN));
        Partner observed = alpha().with(PartnerWay.RECEIVE, PartnerState.TESTED);

        Decision<PartnerSenderVerdict> waits = PartnerSenderPolicy.decide(alpha(), ALPHA, unproved);
        Decision<PartnerSenderVerdict> refuses = PartnerSenderPolicy.decide(refusing, ALPHA, unproved);
        Decision<PartnerSenderVerdict> takes = PartnerSenderPolicy.decide(observed, ALPHA, unproved);

        assertThat(refusal(waits).replyCode()).isEqualTo(454);
        assertThat(refusal(waits).status()).hasToString("4.7.5");
        assertThat(refusal(waits).text()).contains("Domain Security", "alpha.test", "has no TLS");
        assertThat(refusal(refuses).replyCode()).isEqualTo(550);
        assertThat(takes.verdict()).isEqualTo(new PartnerSenderVerdict.Observed());
        assertThat(takes.because()).extracting(Finding::rule).contains(PartnerRule.PARTNER_ONLY_OBSERVED);
    }

    private static AcceptanceVerdict.Refuse refusal(Decision<PartnerSenderVerdict> decision) {
        return ((PartnerSenderVerdict.Refused) decision.verdict()).refusal();
    }

    @Test
    void theMarkNeedsEveryAuthorToBeOfThePartnerThatProvedItself() {
        Decision<PartnerSenderVerdict> proved = PartnerSenderPolicy.decide(alpha(), ALPHA, judged(alpha(), good()));

        assertThat(proved.verdict()).isEqualTo(new PartnerSenderVerdict.Proved(PROOF));
        assertThat(marked(ALPHA)).isTrue();
        assertThat(marked(new Domain("lab.alpha.test"))).isTrue();
        assertThat(marked(new Domain("gamma.test"))).isFalse();
        assertThat(marked(new Domain("sub.alpha.test"))).isFalse();
    }

    private static boolean marked(Domain author) {
        return rule(Optional.of(alpha()), Optional.of(author)) == PartnerRule.DOMAIN_SECURED;
    }

    private static Rule rule(Optional<Partner> partner, Optional<Domain> author) {
        SessionSecurity session = new SessionSecurity.MutualTls("TLSv1.3", "TLS_AES_256_GCM_SHA384", PROOF);
        Decision<SessionSecurity> decision = ArrivalPolicy.decide(session, partner, author);
        boolean marked = decision.verdict() instanceof SessionSecurity.MutualTls mutual
                && mutual.peer().author();
        assertThat(marked).isEqualTo(firstRule(decision) == PartnerRule.DOMAIN_SECURED);
        return firstRule(decision);
    }

    @Test
    void theFourWaysInWhichMailArrivesAreTold() {
        SessionSecurity tls = new SessionSecurity.Tls("TLSv1.2", "CIPHER");

        assertThat(firstRule(ArrivalPolicy.decide(new SessionSecurity.Plain(), Optional.empty(), Optional.of(ALPHA))))
                .isEqualTo(PartnerRule.ARRIVED_IN_CLEAR);
        assertThat(firstRule(ArrivalPolicy.decide(tls, Optional.empty(), Optional.of(ALPHA))))
                .isEqualTo(PartnerRule.ARRIVED_ENCRYPTED);
        assertThat(rule(Optional.of(alpha()), Optional.empty())).isEqualTo(PartnerRule.ARRIVED_VERIFIED);
        assertThat(rule(Optional.empty(), Optional.of(ALPHA)))
                .as("a partner no more")
                .isEqualTo(PartnerRule.ARRIVED_ENCRYPTED);
    }
}
