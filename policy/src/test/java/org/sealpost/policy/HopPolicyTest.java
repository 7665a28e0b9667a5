package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.policy.HopFacts.Dane;
import org.sealpost.policy.HopFacts.Exemption;
import org.sealpost.policy.HopFacts.Sts;
import org.sealpost.testkit.Samples;

class HopPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Domain BETA = new Domain("beta.example");
    private static final String HOST = "mx.beta.example";
    private static final Case NOTHING = new Case(
            TlsFloor.OPPORTUNISTIC,
            Optional.empty(),
            Dane.ABSENT,
            Sts.ABSENT,
            Optional.empty(),
            Optional.empty(),
            HopWish.NONE);

    /** Facts about one host of one domain. */
    private record Case(
            TlsFloor floor,
            Optional<String> partner,
            Dane dane,
            Sts sts,
            Optional<TlsFloor> wish,
            Optional<Exemption> exemption,
            HopWish message) {
        HopFacts facts() {
            return new HopFacts(BETA, HOST, floor, partner, dane, sts, wish, exemption, message, NOW);
        }

        Decision<HopVerdict> demand() {
            return HopPolicy.demand(facts());
        }

        Case with(TlsFloor other) {
            return new Case(other, partner, dane, sts, wish, exemption, message);
        }

        Case withPartner() {
            return new Case(floor, Optional.of("beta"), dane, sts, wish, exemption, message);
        }

        Case with(Dane other) {
            return new Case(floor, partner, other, sts, wish, exemption, message);
        }

        Case with(Sts other) {
            return new Case(floor, partner, dane, other, wish, exemption, message);
        }

        Case wishing(TlsFloor other) {
            return new Case(floor, partner, dane, sts, Optional.of(other), exemption, message);
        }

        Case exemptUntil(Instant until) {
            Exemption leave = new Exemption(until, "their key is being changed");
            return new Case(floor, partner, dane, sts, wish, Optional.of(leave), message);
        }

        Case with(HopWish other) {
            return new Case(floor, partner, dane, sts, wish, exemption, other);
        }
    }

    @Test
    void demandsNothingWhereNobodyAsksForIt() {
        Decision<HopVerdict> decision = NOTHING.demand();

        assertThat(decision.verdict()).isEqualTo(new HopVerdict.Try(HopDemand.NONE));
        assertThat(rules(decision)).containsExactly(HopRule.HOP_OPPORTUNISTIC);
        assertThat(HopDemand.NONE.isOpportunistic()).isTrue();
    }

    @Test
    void neverGoesInClearWhereTheOrganisationSaysSo() {
        Decision<HopVerdict> decision = NOTHING.with(TlsFloor.ENCRYPTED).demand();

        assertThat(demanded(decision).isOpportunistic()).isFalse();
        assertThat(rules(decision)).containsExactly(HopRule.HOP_FLOOR);
    }

    @Test
    void addsUpWhatThePartnerAndDaneDemand() {
        Decision<HopVerdict> decision = NOTHING.withPartner()
                .with(Dane.USABLE)
                .wishing(TlsFloor.ENCRYPTED_TLS13)
                .demand();

        assertThat(demanded(decision))
                .isEqualTo(new HopDemand(
                        TlsLevel.TLS_1_3, Set.of(Set.of(PeerProof.PARTNER), Set.of(PeerProof.DANE)), true, false));
        assertThat(rules(decision)).containsExactly(HopRule.HOP_PARTNER, HopRule.HOP_WISH, HopRule.HOP_DANE);
    }

    @Test
    void demandsEncryptionWhereDaneCannotBeUsed() {
        assertThat(demanded(NOTHING.with(Dane.UNUSABLE).demand())).isEqualTo(TlsFloor.ENCRYPTED.demand());
    }

    @Test
    void doesNotTryAHostOfWhichTheDnsGivesNoTrustworthyAnswer() {
        Decision<HopVerdict> decision =
                NOTHING.with(Dane.FAILED).with(Sts.LISTED).demand();

        assertThat(decision.verdict()).isEqualTo(new HopVerdict.Skip(new EnhancedStatus(4, 4, 3)));
    }

    @Test
    void goesOnWithoutDaneIfTheResolverHidesSignatures() {
        Decision<HopVerdict> decision = NOTHING.with(Dane.UNKNOWN).demand();

        assertThat(decision.verdict()).isEqualTo(new HopVerdict.Try(HopDemand.NONE));
        assertThat(rules(decision)).containsExactly(HopRule.HOP_DANE_UNKNOWN, HopRule.HOP_OPPORTUNISTIC);
    }

    @Test
    void demandsTheNameOfAHostThatThePolicyOfItsDomainLists() {
        assertThat(demanded(NOTHING.with(Sts.LISTED).demand()).proofs()).containsExactly(Set.of(PeerProof.MTA_STS));
    }

    @Test
    void givesNothingToAHostThatThePolicyOfItsDomainDoesNotList() {
        assertThat(NOTHING.with(Sts.UNLISTED).demand().verdict())
                .isEqualTo(new HopVerdict.Skip(new EnhancedStatus(4, 7, 5)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Sts.class,
            names = {"TESTING_LISTED", "TESTING_UNLISTED"})
    void onlyTellsWhatAPolicyThatIsTriedOutWouldDemand(Sts sts) {
        Decision<HopVerdict> decision = NOTHING.with(sts).demand();

        assertThat(decision.verdict()).isEqualTo(new HopVerdict.Try(HopDemand.NONE));
        assertThat(decision.because()).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(
            value = Sts.class,
            names = {"LISTED", "UNLISTED"})
    void letsDaneDecideWhereBothSaySomething(Sts sts) {
        Decision<HopVerdict> decision = NOTHING.with(Dane.USABLE).with(sts).demand();

        assertThat(demanded(decision).proofs()).containsExactly(Set.of(PeerProof.DANE));
        assertThat(rules(decision)).containsExactly(HopRule.HOP_DANE, HopRule.HOP_STS_YIELDS_TO_DANE);
    }

    @Test
    void demandsASureNameAndAPromiseForMailThatRequiresTls() {
        HopDemand demand = demanded(NOTHING.with(HopWish.TLS_REQUIRED).demand());

        assertThat(demand.requireTls()).isTrue();
        assertThat(demand.proofs())
                .containsExactly(Set.of(PeerProof.SURE_NAME, PeerProof.MTA_STS, PeerProof.DANE, PeerProof.PARTNER));
    }

    @Test
    void lowersOnlyDaneAndStsForMailThatRequiresNoTls() {
        Case asked = NOTHING.with(HopWish.TLS_NOT_REQUIRED);

        assertThat(demanded(asked.with(Dane.USABLE).with(Sts.LISTED).demand())).isEqualTo(HopDemand.NONE);
        assertThat(demanded(asked.with(Dane.FAILED).demand())).isEqualTo(HopDemand.NONE);
        assertThat(demanded(asked.with(TlsFloor.VERIFIED)
                        .withPartner()
                        .wishing(TlsFloor.ENCRYPTED_TLS13)
                        .demand()))
                .isEqualTo(demanded(NOTHING.with(TlsFloor.VERIFIED)
                        .withPartner()
                        .wishing(TlsFloor.ENCRYPTED_TLS13)
                        .demand()));
    }

    @Test
    void lowersDaneAndStsWhileAnAdministratorLetsIt() {
        Case failing = NOTHING.with(Dane.FAILED);

        assertThat(rules(failing.exemptUntil(NOW.plusSeconds(1)).demand()))
                .containsExactly(HopRule.HOP_EXEMPTION, HopRule.HOP_OPPORTUNISTIC);
        assertThat(failing.exemptUntil(NOW).demand().verdict()).isInstanceOf(HopVerdict.Skip.class);
        assertThat(rules(failing.exemptUntil(NOW).with(HopWish.TLS_NOT_REQUIRED).demand()))
                .containsExactly(HopRule.HOP_TLS_NOT_REQUIRED, HopRule.HOP_OPPORTUNISTIC);
    }

    @Test
    void noSourceLowersWhatTheOthersDemand() {
        Samples.forAll(HopPolicyTest::anyCase, one -> {
            Decision<HopVerdict> before = one.demand();
            if (!(before.verdict() instanceof HopVerdict.Try(HopDemand demand))) {
                return;
            }

            List<Case> more = new ArrayList<>(List.of(one.withPartner()));
            if (one.message != HopWish.TLS_NOT_REQUIRED) {
                more.add(one.with(HopWish.TLS_REQUIRED));
            }
            if (one.floor == TlsFloor.OPPORTUNISTIC) {
                more.add(one.with(TlsFloor.VERIFIED_TLS13));
            }
            if (one.wish.isEmpty()) {
                more.add(one.wishing(TlsFloor.ENCRYPTED));
            }
            if (one.dane == Dane.ABSENT && one.sts != Sts.LISTED) {
                more.add(one.with(Dane.USABLE));
            }
            if (one.sts == Sts.ABSENT) {
                more.add(one.with(Sts.LISTED));
            }

            assertThat(more)
                    .allSatisfy(other -> assertThat(isAtLeast(demanded(other.demand()), demand))
                            .isTrue());
        });
    }

    @Test
    void whatIsLoweredNeverTouchesFloorPartnerWishAndRequireTls() {
        Samples.forAll(HopPolicyTest::anyCase, one -> {
            HopDemand own = demanded(one.with(Dane.ABSENT).with(Sts.ABSENT).demand());

            Decision<HopVerdict> lowered = one.exemptUntil(NOW.plusSeconds(60)).demand();

            assertThat(demanded(lowered)).isEqualTo(own);
        });
    }

    @Test
    void sendsOnlyWhatHasAllThatIsDemanded() {
        Samples.forAll(random -> new Pair(anyDemand(random), anyAchieved(random)), pair -> {
            HopDemand demand = pair.demand;
            HopAchieved achieved = pair.achieved;

            boolean sent = HopPolicy.judge(demand, achieved).verdict() instanceof HopJudgement.Send;

            assertThat(sent)
                    .isEqualTo(achieved.level().compareTo(demand.least()) >= 0
                            && demand.proofs().stream()
                                    .allMatch(oneOf -> oneOf.stream().anyMatch(achieved.proofs()::contains))
                            && (achieved.clientCertificate() || !demand.clientCertificate())
                            && (achieved.requireTls() || !demand.requireTls()));
        });
    }

    @ParameterizedTest
    @CsvSource({
        "ENCRYPTED, CLEAR, HOP_TLS_MISSING, 4.7.4",
        "ENCRYPTED_TLS13, TLS_1_2, HOP_TLS_TOO_OLD, 4.7.4",
        "VERIFIED, TLS_1_3, HOP_NOT_PROVED, 4.7.5"
    })
    void saysWhatIsMissing(TlsFloor floor, TlsLevel level, HopRule rule, String status) {
        Decision<HopJudgement> decision = HopPolicy.judge(floor.demand(), achieved(level));

        assertThat(decision.because().getFirst().rule()).isEqualTo(rule);
        assertThat(decision.verdict())
                .isInstanceOfSatisfying(
                        HopJudgement.Refuse.class,
                        refuse -> assertThat(refuse.status()).hasToString(status));
    }

    @Test
    void refusesAPeerThatDoesNotAskForTheAgreedCertificate() {
        HopDemand demand = TlsFloor.ENCRYPTED.demand().withClientCertificate();

        assertThat(rules(HopPolicy.judge(demand, achieved(TlsLevel.TLS_1_3))))
                .containsExactly(HopRule.HOP_CLIENT_CERTIFICATE_NOT_ASKED);
    }

    @Test
    void sendsMailBackThatNobodyPromisesToProtect() {
        HopDemand demand = TlsFloor.ENCRYPTED.demand().withRequireTls();

        assertThat(HopPolicy.judge(demand, achieved(TlsLevel.TLS_1_3)).verdict())
                .isEqualTo(new HopJudgement.Refuse(new EnhancedStatus(5, 7, 30)));
    }

    @Test
    void goesInClearOnlyIfTheHandshakeFailsAgainAndNothingDemandsMore() {
        assertThat(HopPolicy.afterFailedHandshake(HopDemand.NONE, HOST, false, "no common cipher")
                        .verdict())
                .isEqualTo(new HopJudgement.Refuse(new EnhancedStatus(4, 7, 4)));
        assertThat(HopPolicy.afterFailedHandshake(HopDemand.NONE, HOST, true, "no common cipher")
                        .verdict())
                .isEqualTo(new HopJudgement.Send());
        assertThat(rules(HopPolicy.afterFailedHandshake(TlsFloor.ENCRYPTED.demand(), HOST, true, "no common cipher")))
                .containsExactly(HopRule.HOP_TLS_MISSING);
    }

    @Test
    void tellsHowWellTheWayIsProtected() {
        HopAchieved proved =
                new HopAchieved(HOST, TlsLevel.TLS_1_3, Set.of(PeerProof.NAME, PeerProof.DANE), "", false, false);

        assertThat(rules(HopPolicy.judge(HopDemand.NONE, achieved(TlsLevel.CLEAR))))
                .containsExactly(HopRule.HOP_CLEAR);
        assertThat(rules(HopPolicy.judge(HopDemand.NONE, achieved(TlsLevel.TLS_1_2))))
                .containsExactly(HopRule.HOP_ENCRYPTED);
        assertThat(HopPolicy.judge(HopDemand.NONE, proved).because())
                .containsExactly(Finding.of(
                        HopRule.HOP_PROVED, HOST, "TLS 1.3", PeerProof.NAME.words() + "; " + PeerProof.DANE.words()));
    }

    @Test
    void refusesDemandsThatMakeNoSense() {
        Set<Set<PeerProof>> dane = Set.of(Set.of(PeerProof.DANE));

        assertThatThrownBy(() -> new HopDemand(TlsLevel.CLEAR, dane, false, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HopDemand(TlsLevel.CLEAR, Set.of(), true, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HopDemand(TlsLevel.CLEAR, Set.of(), false, true))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HopDemand(TlsLevel.TLS_1_2, Set.of(Set.of()), false, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aSettingWithoutDemandAndExemptionIsNothing() {
        Exemption leave = new Exemption(NOW, "why");

        assertThat(HopSettings.Setting.none(BETA).isNothing()).isTrue();
        assertThat(new HopSettings.Setting(BETA, Optional.of(TlsFloor.ENCRYPTED), Optional.empty()).isNothing())
                .isFalse();
        assertThat(new HopSettings.Setting(BETA, Optional.empty(), Optional.of(leave)).isNothing())
                .isFalse();
    }

    @ParameterizedTest
    @EnumSource(TlsFloor.class)
    void everyFloorIsFoundByItsWord(TlsFloor floor) {
        assertThat(TlsFloor.named(floor.word())).contains(floor);
        assertThat(TlsFloor.words()).contains(floor.word());
    }

    private record Pair(HopDemand demand, HopAchieved achieved) {}

    private static HopAchieved achieved(TlsLevel level) {
        return new HopAchieved(HOST, level, Set.of(), "its certificate is its own", false, false);
    }

    private static List<Rule> rules(Decision<?> decision) {
        return decision.because().stream().map(Finding::rule).toList();
    }

    private static HopDemand demanded(Decision<HopVerdict> decision) {
        return ((HopVerdict.Try) decision.verdict()).demand();
    }

    private static boolean isAtLeast(HopDemand more, HopDemand less) {
        return more.and(less).equals(more);
    }

    private static Case anyCase(RandomGenerator random) {
        return new Case(
                any(random, TlsFloor.values()),
                random.nextBoolean() ? Optional.of("beta") : Optional.empty(),
                any(random, Dane.values()),
                any(random, Sts.values()),
                random.nextBoolean() ? Optional.of(any(random, TlsFloor.values())) : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(new Exemption(NOW.plusSeconds(random.nextInt(-2, 3)), "why"))
                        : Optional.empty(),
                any(random, HopWish.values()));
    }

    private static HopDemand anyDemand(RandomGenerator random) {
        Decision<HopVerdict> decision = anyCase(random).demand();
        return decision.verdict() instanceof HopVerdict.Try(HopDemand demand) ? demand : HopDemand.NONE;
    }

    private static HopAchieved anyAchieved(RandomGenerator random) {
        EnumSet<PeerProof> proofs = EnumSet.noneOf(PeerProof.class);
        for (PeerProof proof : PeerProof.values()) {
            if (random.nextBoolean()) {
                proofs.add(proof);
            }
        }
        TlsLevel level = any(random, TlsLevel.values());
        return new HopAchieved(HOST, level, proofs, "", random.nextBoolean(), random.nextBoolean());
    }

    private static <T> T any(RandomGenerator random, T[] values) {
        return values[random.nextInt(values.length)];
    }
}
