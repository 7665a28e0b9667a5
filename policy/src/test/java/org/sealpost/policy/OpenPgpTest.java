package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.Enrollee;
import org.sealpost.identity.KeyServer;
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.OpenPgpMail.Known;
import org.sealpost.testkit.Samples;

class OpenPgpTest {
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@partner.example");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final List<Vouching> EVERY_VOUCHER = List.of(Vouching.values());
    private static final Wish CLEAR = new Wish(Optional.empty(), Optional.of(false));
    private static final Wish UNSIGNED = new Wish(Optional.of(false), Optional.empty());

    private static final GatewayFacts GATEWAY = new GatewayFacts(
            new RuleFacts(
                    "submitted",
                    List.of(ANN),
                    Set.of(),
                    "example.org",
                    BOB,
                    Set.of(),
                    "",
                    RuleFacts.MessageTraits.NONE),
            List.of(),
            Optional.empty());

    // Protection of mail

    @Test
    void encryptsAndSignsWithOpenPgpForWhoHasNothingElse() {
        OpenPgpFacts key = key("b", BOB);
        OpenPgpFacts own = key("a", ANN);

        var decision = ProtectionPolicy.decide(facts(List.of(), List.of(), Wish.NONE)
                .with(new OpenPgpMail(List.of(own), List.of(new Known(key, Vouching.DOMAIN)), false)));

        assertThat(decision.verdict())
                .isEqualTo(new ProtectionVerdict.SealOpenPgp(Optional.of(own), Optional.empty(), Optional.of(key)));
        assertThat(rules(decision))
                .containsExactly(
                        OpenPgpRule.OPENPGP_KEY_OF_RECIPIENT,
                        OpenPgpRule.OPENPGP_WITH_MDC,
                        OpenPgpRule.OPENPGP_KEY_OF_SENDER);
    }

    @Test
    void aCertificateGoesFirstUnlessTheOrganisationWantsItOtherwise() {
        CertificateFacts certificate = certificate("b");
        Known key = new Known(key("b", BOB), Vouching.ADMINISTRATOR);
        ProtectionFacts facts = facts(List.of(), List.of(certificate), Wish.NONE);

        var usual = ProtectionPolicy.decide(facts.with(new OpenPgpMail(List.of(), List.of(key), false)));
        var other = ProtectionPolicy.decide(facts.with(new OpenPgpMail(List.of(), List.of(key), true)));

        assertThat(usual.verdict()).isInstanceOf(ProtectionVerdict.Seal.class);
        assertThat(other.verdict()).isInstanceOf(ProtectionVerdict.SealOpenPgp.class);
    }

    @Test
    void signsWithTheCertificateInsideOpenPgpIfTheSenderHasNoKey() {
        CertificateFacts certificate = certificate("a");
        OpenPgpFacts key = aead("b", BOB);

        var decision = ProtectionPolicy.decide(facts(List.of(certificate), List.of(), Wish.NONE)
                .with(new OpenPgpMail(List.of(), List.of(new Known(key, Vouching.SEEN)), false)));

        assertThat(decision.verdict())
                .isEqualTo(new ProtectionVerdict.SealOpenPgp(
                        Optional.empty(), Optional.of(certificate), Optional.of(key)));
        assertThat(rules(decision)).contains(OpenPgpRule.OPENPGP_WITH_AEAD);
    }

    @Test
    void signsWithOpenPgpWhatIsNotEncryptedIfThereIsNoCertificate() {
        OpenPgpFacts own = key("a", ANN);

        var decision = ProtectionPolicy.decide(
                facts(List.of(), List.of(), Wish.NONE).with(new OpenPgpMail(List.of(own), List.of(), false)));

        assertThat(decision.verdict())
                .isEqualTo(new ProtectionVerdict.SealOpenPgp(Optional.of(own), Optional.empty(), Optional.empty()));
    }

    @Test
    void signsNothingThatIsSignedOrThatTheSenderWantsUnsigned() {
        OpenPgpMail keys = new OpenPgpMail(List.of(key("a", ANN)), List.of(), false);

        var unwanted =
                ProtectionPolicy.decide(facts(List.of(), List.of(), UNSIGNED).with(keys));
        var signed = ProtectionPolicy.decide(
                facts(new Protection.Signed(), List.of(), List.of(), Wish.NONE).with(keys));

        assertThat(unwanted.verdict()).isEqualTo(new ProtectionVerdict.PassThrough());
        assertThat(signed.verdict()).isEqualTo(new ProtectionVerdict.PassThrough());
    }

    @Test
    void leavesEncryptionOutOnlyIfTheSenderMayAndWantsIt() {
        OpenPgpMail keys = new OpenPgpMail(List.of(), List.of(new Known(key("b", BOB), Vouching.DOMAIN)), false);
        ProtectionRules demanding = ProtectionRules.encryptingTo(7, List.of("partner.example"));

        var declined =
                ProtectionPolicy.decide(facts(List.of(), List.of(), CLEAR).with(keys));
        var demanded = ProtectionPolicy.decide(facts(new Protection.Clear(), List.of(), List.of(), CLEAR, demanding)
                .with(keys));

        assertThat(declined.verdict()).isEqualTo(new ProtectionVerdict.PassThrough());
        assertThat(rules(declined)).contains(ProtectionRule.ENCRYPTION_DECLINED_BY_SENDER);
        assertThat(demanded.verdict()).isInstanceOf(ProtectionVerdict.SealOpenPgp.class);
    }

    @Test
    void withACertificateAndOpenPgpFirstADeclinedEncryptionIsToldOnce() {
        OpenPgpMail keys = new OpenPgpMail(List.of(), List.of(new Known(key("b", BOB), Vouching.DOMAIN)), true);

        var declined = ProtectionPolicy.decide(
                facts(List.of(), List.of(certificate("b")), CLEAR).with(keys));

        assertThat(rules(declined)).containsOnlyOnce(ProtectionRule.ENCRYPTION_DECLINED_BY_SENDER);
    }

    @Test
    void noOtherKeyTakesThePlaceOfABadOneThatAnAdministratorTookIn() {
        Known pin = new Known(key("c", BOB).in(CertificateStatus.REVOKED), Vouching.ADMINISTRATOR);
        Known seen = new Known(key("b", BOB), Vouching.DOMAIN);
        ProtectionRules demanding = ProtectionRules.encryptingTo(7, List.of("partner.example"));

        var decision = ProtectionPolicy.decide(facts(new Protection.Clear(), List.of(), List.of(), Wish.NONE, demanding)
                .with(new OpenPgpMail(List.of(), List.of(pin, seen), false)));

        assertThat(decision.verdict()).isEqualTo(new ProtectionVerdict.Refuse());
        assertThat(rules(decision)).contains(OpenPgpRule.OPENPGP_PINNED_KEY_IS_BAD);
    }

    @Test
    void ofSeveralKeysTheBestVoucherCountsThenTheNewest() {
        Known newest = new Known(key("d", BOB), Vouching.SEEN);
        Known published = new Known(older("b", BOB), Vouching.DOMAIN);
        Known withdrawn = new Known(key("c", BOB).in(CertificateStatus.WITHDRAWN), Vouching.ADMINISTRATOR);
        Known others = new Known(key("e", ANN), Vouching.DOMAIN);

        assertThat(OpenPgpPolicy.forEncryption(List.of(newest, published, withdrawn, others), BOB, NOW))
                .contains(published);
        assertThat(OpenPgpPolicy.forEncryption(
                        List.of(new Known(older("b", BOB), Vouching.SEEN), newest, withdrawn), BOB, NOW))
                .contains(newest);
    }

    @Test
    void neverGoesOutLessProtectedThanDemanded() {
        ProtectionRules demanding = ProtectionRules.encryptingTo(7, List.of("partner.example"));
        Samples.forAll(
                random -> facts(
                                new Protection.Clear(),
                                random.nextBoolean() ? List.of(certificate("a")) : List.of(),
                                random.nextBoolean() ? List.of(certificate("b")) : List.of(),
                                random.nextBoolean() ? CLEAR : UNSIGNED,
                                demanding)
                        .with(new OpenPgpMail(
                                random.nextBoolean() ? List.of(key("a", ANN)) : List.of(),
                                random.nextBoolean()
                                        ? List.of(new Known(key("b", BOB), EVERY_VOUCHER.get(random.nextInt(5))))
                                        : List.of(),
                                random.nextBoolean())),
                facts -> assertThat(encrypts(ProtectionPolicy.decide(facts).verdict())
                                || ProtectionPolicy.decide(facts).verdict() instanceof ProtectionVerdict.Refuse)
                        .isTrue());
    }

    private static boolean encrypts(ProtectionVerdict verdict) {
        return switch (verdict) {
            case ProtectionVerdict.Seal seal -> seal.encryption().isPresent();
            case ProtectionVerdict.SealOpenPgp seal -> seal.recipient().isPresent();
            default -> false;
        };
    }

    // Keys of our people

    @Test
    void whoeverAPolicyReachesGetsAKey() {
        assertThat(keyOf(ann(true, Custody.ORGANISATION), true, List.of()).verdict())
                .isEqualTo(new OpenPgpKeyVerdict.Make());
        assertThat(keyOf(ann(true, Custody.ORGANISATION), false, List.of()).verdict())
                .isEqualTo(new OpenPgpKeyVerdict.Keep());
        assertThat(rules(keyOf(ann(true, Custody.DEVICE), true, List.of())))
                .containsExactly(OpenPgpRule.OPENPGP_MADE_ON_DEVICE);
        assertThat(rules(keyOf(ann(true, Custody.ORGANISATION), scope(false, true), List.of())))
                .containsExactly(OpenPgpRule.OPENPGP_NOT_DEPLOYED);
    }

    @Test
    void aComputerGetsNone() {
        Enrollee computer = new Enrollee(
                "computer/x",
                org.sealpost.identity.Holder.COMPUTER,
                "x",
                List.of(),
                List.of("x.example.org"),
                ANN.domain(),
                "",
                true,
                Custody.ORGANISATION,
                Set.of());

        assertThat(keyOf(computer, true, List.of()).verdict().isWork()).isFalse();
    }

    @Test
    void aRevokedKeyIsReplaced() {
        assertThat(rules(keyOf(
                        ann(true, Custody.ORGANISATION),
                        true,
                        List.of(key("a", ANN).in(CertificateStatus.REVOKED)))))
                .containsExactly(OpenPgpRule.OPENPGP_WAS_REVOKED);
    }

    @Test
    void whatWasWithdrawnIsMadeAnew() {
        Decision<OpenPgpKeyVerdict> decision = keyOf(
                ann(true, Custody.ORGANISATION), true, List.of(key("a", ANN).in(CertificateStatus.WITHDRAWN)));

        assertThat(rules(decision)).containsExactly(OpenPgpRule.OPENPGP_KEY_MISSING);
        assertThat(decision.verdict().isWork()).isTrue();
    }

    @Test
    void thePlanOfCertificatesLeavesOpenPgpAlone() {
        EnrollmentPlan plan = EnrollmentPolicy.plan(new EnrollmentFacts(
                Optional.of(ann(true, Custody.ORGANISATION)),
                scope(true, true),
                Map.of(),
                Set.of(),
                List.of(),
                List.of(),
                List.of(),
                new ArchiveFacts(List.of(), 1, NOW),
                NOW));

        assertThat(plan.templates()).isEmpty();
    }

    @Test
    void whoIsGoneKeepsNoPublishedKey() {
        OpenPgpFacts key = key("a", ANN);

        var gone = OpenPgpKeyPolicy.decide(
                new OpenPgpKeyFacts("ann@example.org", Optional.empty(), scope(true, true), List.of(key), NOW));
        var never = OpenPgpKeyPolicy.decide(
                new OpenPgpKeyFacts("ann@example.org", Optional.empty(), scope(true, true), List.of(), NOW));

        assertThat(gone.verdict()).isEqualTo(new OpenPgpKeyVerdict.Withdraw(key.fingerprint()));
        assertThat(keyOf(ann(false, Custody.ORGANISATION), true, List.of(key)).verdict())
                .isEqualTo(new OpenPgpKeyVerdict.Withdraw(key.fingerprint()));
        assertThat(never.verdict().isWork()).isFalse();
    }

    @Test
    void aKeyIsExtendedBeforeItsEndAndFollowsTheAddresses() {
        OpenPgpFacts ending = until("a", ANN, Optional.of(NOW.plus(Duration.ofDays(100))));
        OpenPgpFacts endless = until("a", ANN, Optional.empty());
        Enrollee ann = ann(true, Custody.ORGANISATION);

        assertThat(rules(keyOf(ann, true, List.of(ending)))).containsExactly(OpenPgpRule.OPENPGP_KEY_ENDS_SOON);
        assertThat(rules(keyOf(ann, false, List.of(ending)))).containsExactly(OpenPgpRule.OPENPGP_KEY_IS_GOOD);
        assertThat(rules(keyOf(ann, scope(true, false), List.of(ending))))
                .containsExactly(OpenPgpRule.OPENPGP_KEY_IS_GOOD);
        assertThat(rules(keyOf(ann, true, List.of(key("a", ANN))))).containsExactly(OpenPgpRule.OPENPGP_KEY_IS_GOOD);
        assertThat(rules(keyOf(ann, true, List.of(endless)))).containsExactly(OpenPgpRule.OPENPGP_KEY_IS_GOOD);
        assertThat(keyOf(ann, true, List.of(key("a", BOB))).verdict())
                .isEqualTo(new OpenPgpKeyVerdict.Restate(key("a", BOB).fingerprint()));
    }

    // Keys that come by themselves

    @Test
    void theFirstProvenKeyOfAStrangerIsLearned() {
        assertThat(learned(key("b", BOB), true, false, List.of())).isEqualTo(OpenPgpLearningVerdict.LEARN);
    }

    @Test
    void anotherKeyIsSetAsideAsLongAsTheFirstIsGood() {
        Known first = new Known(key("c", BOB), Vouching.SEEN);
        Known revoked = new Known(key("c", BOB).in(CertificateStatus.REVOKED), Vouching.SEEN);
        Known pinned = new Known(key("c", BOB).in(CertificateStatus.REVOKED), Vouching.ADMINISTRATOR);

        assertThat(learned(key("b", BOB), true, false, List.of(first))).isEqualTo(OpenPgpLearningVerdict.SET_ASIDE);
        assertThat(learned(key("b", BOB), true, false, List.of(revoked))).isEqualTo(OpenPgpLearningVerdict.LEARN);
        assertThat(learned(key("b", BOB), true, false, List.of(pinned))).isEqualTo(OpenPgpLearningVerdict.SET_ASIDE);
        assertThat(learned(key("b", BOB), true, false, List.of(new Known(key("c", BOB), Vouching.ADMINISTRATOR))))
                .isEqualTo(OpenPgpLearningVerdict.SET_ASIDE);
    }

    @Test
    void whatIsKnownIsBroughtUpToDateWhoeverBringsIt() {
        OpenPgpFacts revoked = key("b", BOB).in(CertificateStatus.REVOKED);

        assertThat(learned(revoked, false, false, List.of(new Known(key("b", BOB), Vouching.ADMINISTRATOR))))
                .isEqualTo(OpenPgpLearningVerdict.REFRESH);
    }

    @Test
    void unprovenKeysWaitForAnAdministratorInBounds() {
        List<Known> waiting = List.of(waiting("1"), waiting("2"), waiting("3"));

        assertThat(learned(key("b", BOB), false, false, waiting.subList(0, 2)))
                .isEqualTo(OpenPgpLearningVerdict.SET_ASIDE);
        assertThat(learned(key("b", BOB), false, false, waiting)).isEqualTo(OpenPgpLearningVerdict.IGNORE);
        assertThat(learned(key("b", BOB), false, false, List.of(new Known(key("c", BOB), Vouching.SEEN))))
                .isEqualTo(OpenPgpLearningVerdict.SET_ASIDE);
    }

    private static Known waiting(String name) {
        return new Known(key(name, BOB).in(CertificateStatus.ON_HOLD), Vouching.SEEN);
    }

    @Test
    void keysOfOurOwnPeopleOfOthersAndUselessOnesAreIgnored() {
        assertThat(learned(key("b", BOB), true, true, List.of())).isEqualTo(OpenPgpLearningVerdict.IGNORE);
        assertThat(learned(key("b", ANN), true, false, List.of())).isEqualTo(OpenPgpLearningVerdict.IGNORE);
        assertThat(learned(key("b", BOB).in(CertificateStatus.REVOKED), true, false, List.of()))
                .isEqualTo(OpenPgpLearningVerdict.IGNORE);
    }

    @Test
    void thereAreTwoVersionsOfKeys() {
        assertThatThrownBy(() -> new OpenPgpSettings(false, true, true, false, true, 5))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new OpenPgpSettings(
                        false,
                        true,
                        true,
                        false,
                        true,
                        4,
                        java.util.Collections.nCopies(4, KeyServer.parse("https://keys.example"))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new OpenPgpSettings(false, true, true, false, true, 6).version())
                .isEqualTo(6);
        assertThat(OpenPgpSettings.Book.UNCHANGED.openPgp()).isEqualTo(OpenPgpSettings.DEFAULT);
        assertThatThrownBy(() -> OpenPgpSettings.Book.UNCHANGED.changing(OpenPgpSettings.DEFAULT))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    private static OpenPgpLearningVerdict learned(
            OpenPgpFacts offered, boolean proven, boolean own, List<Known> known) {
        return OpenPgpLearningPolicy.decide(new OpenPgpLearningFacts(offered, BOB, proven, own, known, NOW))
                .verdict();
    }

    private static Decision<OpenPgpKeyVerdict> keyOf(Enrollee enrollee, boolean deployed, List<OpenPgpFacts> held) {
        return keyOf(
                enrollee,
                deployed ? scope(true, true) : new AutoenrollmentScope(true, true, true, Map.of(), List.of()),
                held);
    }

    private static Decision<OpenPgpKeyVerdict> keyOf(
            Enrollee enrollee, AutoenrollmentScope scope, List<OpenPgpFacts> held) {
        return OpenPgpKeyPolicy.decide(new OpenPgpKeyFacts(enrollee.owner(), Optional.of(enrollee), scope, held, NOW));
    }

    private static AutoenrollmentScope scope(boolean enroll, boolean renew) {
        return new AutoenrollmentScope(enroll, renew, true, Map.of(PolicyObject.OPEN_PGP, "Default"), List.of());
    }

    private static Enrollee ann(boolean enabled, Custody custody) {
        return Enrollee.of(new DirectoryEntry.Account(ANN, "Ann", "", List.of(), custody, 0, enabled), Set.of());
    }

    private static OpenPgpFacts key(String name, MailAddress address) {
        return until(name, address, Optional.of(NOW.plus(Duration.ofDays(600))));
    }

    private static OpenPgpFacts until(String name, MailAddress address, Optional<Instant> end) {
        return facts(name, address, false, NOW.minusSeconds(3600), end);
    }

    private static OpenPgpFacts older(String name, MailAddress address) {
        return facts(name, address, false, NOW.minusSeconds(7200), Optional.empty());
    }

    private static OpenPgpFacts aead(String name, MailAddress address) {
        return facts(name, address, true, NOW.minusSeconds(3600), Optional.empty());
    }

    private static OpenPgpFacts facts(
            String name, MailAddress address, boolean aead, Instant created, Optional<Instant> end) {
        return new OpenPgpFacts(
                name.repeat(40),
                4,
                List.of(address),
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                "Ed25519/ECDH",
                aead,
                created,
                end,
                CertificateStatus.ACTIVE);
    }

    private static CertificateFacts certificate(String name) {
        return new CertificateFacts(
                name.repeat(64),
                List.of(),
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "RSA-3072",
                NOW.minusSeconds(1000),
                NOW.plusSeconds(1000),
                CertificateStatus.ACTIVE);
    }

    private static ProtectionFacts facts(List<CertificateFacts> sender, List<CertificateFacts> recipient, Wish wish) {
        return facts(new Protection.Clear(), sender, recipient, wish);
    }

    private static ProtectionFacts facts(
            Protection protection, List<CertificateFacts> sender, List<CertificateFacts> recipient, Wish wish) {
        return facts(protection, sender, recipient, wish, ProtectionRules.NONE);
    }

    private static ProtectionFacts facts(
            Protection protection,
            List<CertificateFacts> sender,
            List<CertificateFacts> recipient,
            Wish wish,
            ProtectionRules rules) {
        return new ProtectionFacts(
                new Origin.Submitted(ANN),
                protection,
                sender,
                BOB,
                false,
                recipient,
                List.of(),
                LearnedFacts.NONE,
                true,
                wish,
                rules,
                GATEWAY,
                NOW);
    }

    private static List<Rule> rules(Decision<?> decision) {
        return decision.because().stream().map(Finding::rule).toList();
    }
}
