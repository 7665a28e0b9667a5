package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.EncryptedAfter;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.mail.Ruling;
import org.sealpost.policy.HopFacts.Dane;
import org.sealpost.policy.HopFacts.Sts;
import org.sealpost.policy.ProtectionVerdict.Encryption;
import org.sealpost.policy.ProtectionVerdict.Format;

class FallbackPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@beta.example");
    private static final Duration QUARTER = Duration.ofMinutes(15);
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Optional<EncryptedAfter> AFTER_QUARTER = Optional.of(new EncryptedAfter(QUARTER));
    private static final Optional<EncryptedAfter> AFTER_HOUR = Optional.of(new EncryptedAfter(HOUR));
    private static final Optional<EncryptedAfter> NEVER = Optional.empty();
    private static final CertificateFacts BOBS = new CertificateFacts(
            "bobs",
            List.of(BOB),
            Set.of(CertificateUse.ENCRYPT),
            "",
            0,
            "RSA-2048",
            NOW.minus(HOUR),
            NOW.plus(HOUR),
            CertificateStatus.ACTIVE);
    private static final OpenPgpFacts KEY = new OpenPgpFacts(
            "b".repeat(40),
            4,
            List.of(BOB),
            Set.of(CertificateUse.ENCRYPT),
            "Ed25519",
            false,
            NOW.minusSeconds(9),
            Optional.empty(),
            CertificateStatus.ACTIVE);
    private static final OpenPgpFacts ANNS_KEY = new OpenPgpFacts(
            "a".repeat(40),
            4,
            List.of(ANN),
            Set.of(CertificateUse.SIGN),
            "Ed25519",
            false,
            NOW.minusSeconds(9),
            Optional.empty(),
            CertificateStatus.ACTIVE);
    private static final HopAchieved CLEAR = achieved(TlsLevel.CLEAR);
    private static final HopAchieved ENCRYPTED = achieved(TlsLevel.TLS_1_3);

    private static HopAchieved achieved(TlsLevel level, PeerProof... proofs) {
        return new HopAchieved("mx.beta.example", level, Set.of(proofs), "nobody vouches for it", false, false);
    }

    private static HopFacts hop(TlsFloor floor, Dane dane, Sts sts, HopWish message) {
        return new HopFacts(
                BOB.domain(),
                "mx.beta.example",
                floor,
                Optional.of("beta"),
                dane,
                sts,
                Optional.of(TlsFloor.VERIFIED),
                Optional.empty(),
                message,
                NOW);
    }

    private static HopFacts hop() {
        return hop(TlsFloor.OPPORTUNISTIC, Dane.ABSENT, Sts.ABSENT, HopWish.NONE);
    }

    private static HopFallback yielding(Optional<EncryptedAfter> partner, Optional<EncryptedAfter> wish) {
        return new HopFallback(partner, wish, Optional.empty());
    }

    @Test
    void nothingYieldsWhereNobodySaysSo() {
        assertThat(FallbackPolicy.after(hop(), CLEAR)).isEmpty();
        assertThat(FallbackPolicy.after(hop().with(yielding(AFTER_QUARTER, NEVER)), CLEAR))
                .as("the administrator's own demand stays")
                .isEmpty();
        assertThat(FallbackPolicy.after(hop().with(yielding(NEVER, AFTER_QUARTER)), CLEAR))
                .as("the partner's entry stays")
                .isEmpty();
    }

    @Test
    void eachDemandYieldsAtItsOwnTime() {
        HopFacts both = hop().with(yielding(AFTER_QUARTER, AFTER_HOUR));

        assertThat(FallbackPolicy.after(both, CLEAR)).contains(HOUR);
        assertThat(FallbackPolicy.after(both, achieved(TlsLevel.TLS_1_3, PeerProof.SURE_NAME)))
                .as("what the administrator demands is there")
                .contains(QUARTER);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsFloor.class,
            names = {"ENCRYPTED", "VERIFIED_TLS13"})
    void theOrganisationsFloorNeverYields(TlsFloor floor) {
        HopFacts facts = hop(floor, Dane.ABSENT, Sts.ABSENT, HopWish.NONE).with(yielding(AFTER_HOUR, AFTER_HOUR));

        assertThat(FallbackPolicy.after(facts, CLEAR)).isEmpty();
        assertThat(FallbackPolicy.after(facts, ENCRYPTED).isPresent()).isEqualTo(floor == TlsFloor.ENCRYPTED);
    }

    @ParameterizedTest
    @CsvSource({
        "USABLE, ABSENT, NONE",
        "FAILED, ABSENT, NONE",
        "ABSENT, LISTED, NONE",
        "ABSENT, UNLISTED, NONE",
        "ABSENT, ABSENT, TLS_REQUIRED"
    })
    void whatTheOtherSideAndTheSenderDemandNeverYields(Dane dane, Sts sts, HopWish message) {
        HopFacts facts = hop(TlsFloor.OPPORTUNISTIC, dane, sts, message).with(yielding(AFTER_HOUR, AFTER_HOUR));

        assertThat(FallbackPolicy.after(facts, ENCRYPTED)).isEmpty();
        assertThat(FallbackPolicy.after(facts, new HopAchieved("mx", TlsLevel.TLS_1_3, Set.of(), "", true, true)))
                .isEmpty();
    }

    @Test
    void aDemandIsLiftedOnlyForAnEncryptedMessageThatWaitedLongEnough() {
        HopFallback fallback = yielding(AFTER_QUARTER, AFTER_QUARTER);

        var readable = HopPolicy.demand(hop().with(fallback));
        var early = HopPolicy.demand(hop().with(fallback.waiting(QUARTER.minusSeconds(1))));
        var late = HopPolicy.demand(hop().with(fallback.waiting(QUARTER)));

        assertThat(readable).isEqualTo(early);
        assertThat(readable.because())
                .contains(Finding.of(HopRule.HOP_OR_ENCRYPTED, "15m"))
                .extracting(Finding::rule)
                .contains(HopRule.HOP_PARTNER, HopRule.HOP_WISH);
        assertThat(early.verdict()).isNotEqualTo(new HopVerdict.Try(HopDemand.NONE));
        assertThat(late.verdict()).isEqualTo(new HopVerdict.Try(HopDemand.NONE));
        assertThat(late.because())
                .extracting(Finding::rule)
                .containsExactly(
                        HopRule.HOP_PARTNER,
                        HopRule.HOP_YIELDS_TO_ENCRYPTION,
                        HopRule.HOP_WISH,
                        HopRule.HOP_YIELDS_TO_ENCRYPTION,
                        HopRule.HOP_OPPORTUNISTIC);
        assertThat(HopPolicy.demand(hop().with(HopFallback.NEVER.waiting(HOUR))).verdict())
                .isEqualTo(HopPolicy.demand(hop()).verdict());
    }

    @Test
    void whatARuleDemandsOfAMessageIsAddedAndNeverYields() {
        HopFallback fallback = yielding(AFTER_QUARTER, AFTER_QUARTER);
        HopFacts ruled = hop().with(fallback).with(Optional.of(new RuleTls("legal", TlsFloor.ENCRYPTED_TLS13)));
        HopFacts free = hop().with(Optional.of(new RuleTls("free", TlsFloor.OPPORTUNISTIC)));

        assertThat(HopPolicy.demand(ruled).verdict())
                .isEqualTo(new HopVerdict.Try(demanded(hop()).and(TlsFloor.ENCRYPTED_TLS13.demand())));
        assertThat(HopPolicy.demand(ruled).because())
                .contains(Finding.of(HopRule.HOP_RULE, BOB.domain(), "legal", "encrypted-tls13"));
        assertThat(demanded(ruled.with(fallback.waiting(HOUR)))).isEqualTo(TlsFloor.ENCRYPTED_TLS13.demand());
        assertThat(HopPolicy.demand(free)).as("lowers nothing").isEqualTo(HopPolicy.demand(hop()));
    }

    private static HopDemand demanded(HopFacts facts) {
        return ((HopVerdict.Try) HopPolicy.demand(facts).verdict()).demand();
    }

    @Test
    void theHousesOwnNoticesFollowNoRule() {
        GatewayRule rule =
                RuleFields.read("sure", java.util.Map.of("to", List.of("beta.example"), "tls", List.of("verified")));
        ProtectionRules rules = new ProtectionRules(1, List.of(rule));

        assertThat(ProtectionPolicy.tls(Case.of(BOBS).facts(HOUR, rules).protection()))
                .contains(new RuleTls("sure", TlsFloor.VERIFIED));
        assertThat(ProtectionPolicy.tls(Case.of(BOBS).facts(HOUR).protection())).isEmpty();
        assertThat(ProtectionPolicy.tls(Case.of(BOBS)
                        .from(new Origin.Internal())
                        .facts(HOUR, rules)
                        .protection()))
                .isEmpty();
        assertThat(RuleFields.of(rule)).containsEntry("tls", List.of("verified"));
        assertThat(rule.then().words()).isEqualTo("tls verified");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RuleFields.read("x", java.util.Map.of("tls", List.of("always"))))
                .withMessageContaining("encrypted-tls13");
    }

    @Test
    void whereNothingIsDemandedNothingCanYield() {
        Domain domain = BOB.domain();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HopSettings.Setting(domain, Optional.empty(), AFTER_HOUR, Optional.empty()))
                .withMessageContaining("opportunistic");
        assertThat(new HopSettings.Setting(domain, Optional.of(TlsFloor.VERIFIED), AFTER_HOUR, Optional.empty())
                        .isNothing())
                .isFalse();
    }

    /** What is known of the message and its recipient. */
    private record Case(
            Origin origin,
            Protection protection,
            List<CertificateFacts> certificates,
            OpenPgpMail openPgp,
            Optional<Ruling> ruling,
            List<CertificateFacts> signers) {
        static Case of(CertificateFacts... certificates) {
            return new Case(
                    new Origin.Submitted(ANN),
                    new Protection.Clear(),
                    List.of(certificates),
                    OpenPgpMail.NONE,
                    Optional.empty(),
                    List.of());
        }

        Case from(Origin other) {
            return new Case(other, protection, certificates, openPgp, ruling, signers);
        }

        Case with(Protection other) {
            return new Case(origin, other, certificates, openPgp, ruling, signers);
        }

        Case with(OpenPgpMail other) {
            return new Case(origin, protection, certificates, other, ruling, signers);
        }

        Case waived() {
            Ruling waiver = new Ruling(Ruling.Kind.WAIVE, "root", "it is urgent");
            return new Case(origin, protection, certificates, openPgp, Optional.of(waiver), signers);
        }

        Case signedBy(CertificateFacts signer) {
            return new Case(origin, protection, certificates, openPgp, ruling, List.of(signer));
        }

        FallbackFacts facts(Duration waited) {
            return facts(waited, ProtectionRules.encryptingTo(1, List.of()));
        }

        FallbackFacts facts(Duration waited, ProtectionRules rules) {
            RuleFacts mail = new RuleFacts(
                    "submitted", List.of(ANN), Set.of(), "", BOB, Set.of(), "", RuleFacts.MessageTraits.NONE);
            return new FallbackFacts(
                    new ProtectionFacts(
                            origin,
                            protection,
                            signers,
                            BOB,
                            false,
                            certificates,
                            List.of(),
                            LearnedFacts.NONE,
                            false,
                            // The sender did not want it encrypted, and the organisation shows subjects.
                            new Wish(Optional.empty(), Optional.of(false)),
                            rules,
                            new GatewayFacts(mail, List.of(), ruling),
                            NOW,
                            openPgp),
                    false,
                    false,
                    waited,
                    QUARTER);
        }

        Decision<FallbackVerdict> decide() {
            return FallbackPolicy.decide(facts(QUARTER));
        }
    }

    private static void assertWaits(Decision<FallbackVerdict> decision, FallbackRule rule) {
        assertThat(decision.verdict()).isEqualTo(new FallbackVerdict.Wait());
        assertThat(decision.because()).singleElement().extracting(Finding::rule).isEqualTo(rule);
    }

    @Test
    void afterTheTimeItGoesEncryptedWithoutASubjectWhateverTheSenderWanted() {
        Decision<FallbackVerdict> decision = Case.of(BOBS).decide();

        assertThat(decision.verdict())
                .isEqualTo(new FallbackVerdict.Go(new ProtectionVerdict.Seal(
                        Optional.empty(), Optional.of(new Encryption(BOBS, Format.CONSERVATIVE)))));
        assertThat(decision.because()).contains(Finding.of(FallbackRule.FALLBACK_ENCRYPTS, BOB, "15m"));
        assertThat(Explanation.sentences(decision.because(), Locale.GERMAN)).contains("15m", BOB.toString());
    }

    @Test
    void mailOfOthersThatPassesThroughIsEncryptedToo() {
        assertThat(Case.of(BOBS).from(new Origin.Received("elsewhere")).decide().verdict())
                .isInstanceOf(FallbackVerdict.Go.class);
    }

    @Test
    void anOpenPgpKeyServesAsWell() {
        OpenPgpMail keys =
                new OpenPgpMail(List.of(), List.of(new OpenPgpMail.Known(KEY, Vouching.ADMINISTRATOR)), false);

        assertThat(Case.of().with(keys).decide().verdict())
                .isEqualTo(new FallbackVerdict.Go(
                        new ProtectionVerdict.SealOpenPgp(Optional.empty(), Optional.empty(), Optional.of(KEY))));
    }

    @Test
    void withoutACertificateItWaitsEvenIfAnAdministratorOnceLetItGoReadable() {
        OpenPgpMail signing = new OpenPgpMail(List.of(ANNS_KEY), List.of(), false);

        CertificateFacts anns = new CertificateFacts(
                "anns",
                List.of(ANN),
                Set.of(CertificateUse.SIGN),
                "",
                0,
                "RSA-2048",
                NOW.minus(HOUR),
                NOW.plus(HOUR),
                CertificateStatus.ACTIVE);

        assertWaits(Case.of().decide(), FallbackRule.FALLBACK_WITHOUT_CERTIFICATE);
        assertWaits(Case.of().waived().signedBy(anns).decide(), FallbackRule.FALLBACK_WITHOUT_CERTIFICATE);
        assertWaits(
                Case.of().waived().from(new Origin.Received("x")).decide(), FallbackRule.FALLBACK_WITHOUT_CERTIFICATE);
        assertWaits(Case.of().waived().with(signing).decide(), FallbackRule.FALLBACK_WITHOUT_CERTIFICATE);
        assertWaits(
                Case.of()
                        .waived()
                        .with(new OpenPgpMail(List.of(), List.of(), false))
                        .decide(),
                FallbackRule.FALLBACK_WITHOUT_CERTIFICATE);
    }

    @Test
    void whatCameEncryptedIsNotEncryptedAgain() {
        Decision<FallbackVerdict> decision =
                Case.of().with(new Protection.Encrypted()).decide();

        assertThat(decision.verdict()).isEqualTo(new FallbackVerdict.Go(new ProtectionVerdict.PassThrough()));
        assertThat(decision.because()).containsExactly(Finding.of(FallbackRule.FALLBACK_IS_ENCRYPTED));
    }

    @Test
    void beforeTheTimeItWaits() {
        assertWaits(FallbackPolicy.decide(Case.of(BOBS).facts(QUARTER.minusMillis(1))), FallbackRule.FALLBACK_NOT_YET);
    }

    @Test
    void mailThatRequiresTlsAndNoticesNeverGo() {
        FallbackFacts facts = Case.of(BOBS).facts(HOUR);

        assertWaits(
                FallbackPolicy.decide(new FallbackFacts(facts.protection(), false, true, HOUR, QUARTER)),
                FallbackRule.FALLBACK_NOT_WITH_REQUIRETLS);
        assertWaits(
                FallbackPolicy.decide(new FallbackFacts(facts.protection(), true, false, HOUR, QUARTER)),
                FallbackRule.FALLBACK_NOT_FOR_NOTICES);
        assertWaits(Case.of(BOBS).from(new Origin.Internal()).decide(), FallbackRule.FALLBACK_NOT_FOR_NOTICES);
    }
}
