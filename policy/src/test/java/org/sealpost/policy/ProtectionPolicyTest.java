package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.policy.ProtectionVerdict.Encryption;
import org.sealpost.policy.ProtectionVerdict.Format;
import org.sealpost.policy.ProtectionVerdict.Headers;
import org.sealpost.policy.ProtectionVerdict.PassThrough;
import org.sealpost.policy.ProtectionVerdict.Refuse;
import org.sealpost.policy.ProtectionVerdict.Seal;
import org.sealpost.testkit.Samples;

class ProtectionPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@partner.example");
    private static final CertificateFacts ANNS = certificate("anns", ANN, NOW.plusSeconds(9));
    private static final ProtectionRules PARTNER_ONLY_ENCRYPTED =
            ProtectionRules.encryptingTo(7, List.of("partner.example"));

    @Test
    void signsAndEncryptsWhereverACertificateIsKnown() {
        CertificateFacts bobs = certificate("bobs", BOB, NOW.plusSeconds(1));

        var decision = ProtectionPolicy.decide(submitted().certificates(bobs).facts());

        assertThat(decision.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(bobs, Format.CONSERVATIVE))));
    }

    @Test
    void usesTheModernFormatInside() {
        CertificateFacts bobs = certificate("bobs", BOB, NOW.plusSeconds(1));

        var decision =
                ProtectionPolicy.decide(submitted().certificates(bobs).inside().facts());

        assertThat(decision.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(bobs, Format.MODERN))));
    }

    @Test
    void signsOnlyWhenTheRecipientsCertificateHasExpired() {
        CertificateFacts expired = certificate("expired", BOB, NOW.minusSeconds(1));

        var decision = ProtectionPolicy.decide(submitted().certificates(expired).facts());

        assertThat(decision.verdict()).isEqualTo(new Seal(Optional.of(ANNS), Optional.empty()));
        assertThat(decision.because()).contains(Finding.of(ProtectionRule.RECIPIENT_WITHOUT_CERTIFICATE, BOB));
    }

    @Test
    void encryptsToACertificateThatTheSenderAloneKnowsIfTheOrganisationKnowsNone() {
        CertificateFacts own = certificate("own", BOB, NOW.plusSeconds(2));
        CertificateFacts bobs = certificate("bobs", BOB, NOW.plusSeconds(1));

        var alone = ProtectionPolicy.decide(
                submitted().privately(own).rules(PARTNER_ONLY_ENCRYPTED).facts());
        var both = ProtectionPolicy.decide(
                submitted().certificates(bobs).privately(own).facts());

        assertThat(alone.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(own, Format.CONSERVATIVE))));
        assertThat(alone.because()).contains(Finding.of(ProtectionRule.SENDER_KNOWS_CERTIFICATE, BOB, "own"));
        assertThat(both.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(bobs, Format.CONSERVATIVE))));
    }

    @Test
    void whatTheRecipientSentServesOnlyIfNobodyElseKnowsACertificate() {
        CertificateFacts older = certificate("older", BOB, NOW.plusSeconds(9));
        CertificateFacts told = certificate("told", BOB, NOW.plusSeconds(1));
        CertificateFacts pinned = certificate("pinned", BOB, NOW.plusSeconds(1));
        LearnedFacts learned = new LearnedFacts(List.of(told, older), Map.of("told", List.of("AES-256-CBC")));

        var alone = ProtectionPolicy.decide(submitted().learned(learned).facts());
        var both = ProtectionPolicy.decide(
                submitted().learned(learned).certificates(pinned).facts());

        assertThat(alone.verdict())
                .as("the one that was told last")
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(told, Format.CONSERVATIVE))));
        assertThat(alone.because()).contains(Finding.of(ProtectionRule.RECIPIENT_SENT_CERTIFICATE, BOB, "told"));
        assertThat(both.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(pinned, Format.CONSERVATIVE))));
    }

    @Test
    void theSubjectIsHiddenUnlessTheOrganisationShowsItOrSomebodySignedAlready() {
        CertificateFacts bobs = certificate("bobs", BOB, NOW.plusSeconds(1));

        var hidden = ProtectionPolicy.decide(submitted().certificates(bobs).facts());
        var shown = ProtectionPolicy.decide(
                submitted().certificates(bobs).showingSubject().facts());
        var signed = ProtectionPolicy.decide(submitted()
                .certificates(bobs)
                .protection(new Protection.Signed())
                .facts());

        assertThat(hidden.because()).contains(Finding.of(ProtectionRule.SUBJECT_HIDDEN));
        assertThat(shown.verdict())
                .isEqualTo(new Seal(
                        Optional.of(ANNS), Optional.of(new Encryption(bobs, Format.CONSERVATIVE, Headers.SHOWN))));
        assertThat(signed.verdict())
                .isEqualTo(new Seal(
                        Optional.empty(), Optional.of(new Encryption(bobs, Format.CONSERVATIVE, Headers.SHOWN))));
    }

    @Test
    void whoToldThatTheyReadTheModernFormatGetsIt() {
        CertificateFacts pinned = certificate("pinned", BOB, NOW.plusSeconds(1));
        LearnedFacts learned = new LearnedFacts(List.of(), Map.of("pinned", List.of("AES-256-GCM", "AES-256-CBC")));

        var decision = ProtectionPolicy.decide(
                submitted().learned(learned).certificates(pinned).facts());

        assertThat(decision.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(pinned, Format.MODERN))));
        assertThat(decision.because()).contains(Finding.of(ProtectionRule.FORMAT_ANNOUNCED, BOB, "AES-256-GCM"));
    }

    @Test
    void signsWithWhatThePersonBroughtEvenIfTheHousesOwnIsNewer() {
        CertificateFacts brought = new CertificateFacts(
                "brought",
                List.of(ANN),
                Set.of(CertificateUse.SIGN),
                "",
                0,
                "RSA-2048",
                NOW.minus(Duration.ofDays(100)),
                NOW.plusSeconds(1),
                CertificateStatus.ACTIVE);

        var decision =
                ProtectionPolicy.decide(submitted().senders(ANNS, brought).facts());

        assertThat(decision.verdict()).isEqualTo(new Seal(Optional.of(brought), Optional.empty()));
    }

    @Test
    void refusesWhenARuleDemandsEncryptionAndNoCertificateIsKnown() {
        var decision = ProtectionPolicy.decide(
                submitted().rules(PARTNER_ONLY_ENCRYPTED).facts());

        assertThat(decision.verdict()).isEqualTo(new Refuse());
        assertThat(decision.because())
                .containsExactly(
                        Finding.of(ProtectionRule.RULE_APPLIES, "partner.example", 7, "encrypt or refuse"),
                        Finding.of(ProtectionRule.ENCRYPTION_DEMANDED_BY_RULE, "partner.example", 7),
                        Finding.of(ProtectionRule.RECIPIENT_WITHOUT_CERTIFICATE, BOB));
    }

    @Test
    void aSenderCannotDeclineWhatARuleDemands() {
        CertificateFacts bobs = certificate("bobs", BOB, NOW.plusSeconds(1));
        Wish neither = new Wish(Optional.of(false), Optional.of(false));

        var decision = ProtectionPolicy.decide(submitted()
                .certificates(bobs)
                .rules(PARTNER_ONLY_ENCRYPTED)
                .wish(neither)
                .facts());

        assertThat(decision.verdict())
                .isEqualTo(new Seal(Optional.empty(), Optional.of(new Encryption(bobs, Format.CONSERVATIVE))));
    }

    @Test
    void aSenderMayDeclineEncryptionThatNoRuleDemands() {
        CertificateFacts bobs = certificate("bobs", BOB, NOW.plusSeconds(1));

        var decision = ProtectionPolicy.decide(submitted()
                .certificates(bobs)
                .wish(new Wish(Optional.empty(), Optional.of(false)))
                .facts());

        assertThat(decision.verdict()).isEqualTo(new Seal(Optional.of(ANNS), Optional.empty()));
    }

    @Test
    void refusesWhenTheSenderAskedForEncryptionAndNoCertificateIsKnown() {
        var decision = ProtectionPolicy.decide(
                submitted().wish(new Wish(Optional.empty(), Optional.of(true))).facts());

        assertThat(decision.verdict()).isEqualTo(new Refuse());
    }

    @Test
    void doesNotSignASecondTime() {
        var decision = ProtectionPolicy.decide(
                submitted().protection(new Protection.Signed()).facts());

        assertThat(decision.verdict()).isEqualTo(new PassThrough());
    }

    @Test
    void passesOnWhatTheSenderEncrypted() {
        var decision = ProtectionPolicy.decide(submitted()
                .protection(new Protection.Encrypted())
                .rules(PARTNER_ONLY_ENCRYPTED)
                .facts());

        assertThat(decision.verdict()).isEqualTo(new PassThrough());
    }

    @Test
    void leavesMailFromOutsideAndNoticesAsTheyAre() {
        var received = ProtectionPolicy.decide(
                submitted().origin(new Origin.Received("mx")).facts());
        var notice = ProtectionPolicy.decide(
                submitted().origin(new Origin.Internal()).facts());

        assertThat(received.verdict()).isEqualTo(new PassThrough());
        assertThat(notice.verdict()).isEqualTo(new PassThrough());
    }

    @Test
    void theDomainSignsForWhoeverHasNoCertificate() {
        CertificateFacts domains = certificate("domain's", ANN, NOW.plusSeconds(86_400));

        var without = ProtectionPolicy.decide(
                submitted().noSenderCertificate().domain(domains).facts());
        var with = ProtectionPolicy.decide(submitted().domain(domains).facts());
        var unwanted = ProtectionPolicy.decide(submitted()
                .noSenderCertificate()
                .domain(domains)
                .wish(new Wish(Optional.of(false), Optional.empty()))
                .facts());

        assertThat(without.verdict()).isEqualTo(new Seal(Optional.of(domains), Optional.empty()));
        assertThat(without.because())
                .contains(Finding.of(ProtectionRule.SIGNED_WITH_DOMAIN_CERTIFICATE, domains.fingerprint()));
        assertThat(with.verdict()).isNotEqualTo(without.verdict());
        assertThat(unwanted.verdict()).isEqualTo(new PassThrough());
    }

    @Test
    void sendsUnsignedOnlyWhenTheSenderHasNoCertificate() {
        var decision = ProtectionPolicy.decide(submitted().noSenderCertificate().facts());

        assertThat(decision.verdict()).isEqualTo(new PassThrough());
        assertThat(decision.because()).extracting(Finding::rule).contains(ProtectionRule.SENDER_WITHOUT_CERTIFICATE);
    }

    @Test
    void neverSendsReadableWhatMustBeEncrypted() {
        Samples.forAll(ProtectionPolicyTest::demanded, facts -> {
            ProtectionVerdict verdict = ProtectionPolicy.decide(facts).verdict();

            boolean encrypted =
                    verdict instanceof Seal seal && seal.encryption().isPresent();
            assertThat(encrypted || verdict instanceof Refuse).isTrue();
        });
    }

    @Test
    void amongOurselvesThePostQuantumCertificateGoesFirstAndOutsideTheOtherOne() {
        CertificateFacts kem = of("kem", "ML-KEM-768", 2);
        CertificateFacts rsa = of("rsa", "RSA-3072", 1);

        var inside = ProtectionPolicy.decide(
                submitted().certificates(rsa, kem).inside().facts());
        var outside = ProtectionPolicy.decide(submitted().certificates(rsa, kem).facts());
        var only = ProtectionPolicy.decide(submitted().certificates(kem).facts());

        assertThat(encryptedTo(inside)).isEqualTo("kem");
        assertThat(inside.because()).extracting(Finding::rule).contains(ProtectionRule.ENCRYPTED_POST_QUANTUM);
        assertThat(encryptedTo(outside)).isEqualTo("rsa");
        assertThat(outside.because()).extracting(Finding::rule).doesNotContain(ProtectionRule.ENCRYPTED_POST_QUANTUM);
        assertThat(encryptedTo(only)).isEqualTo("kem");
    }

    @Test
    void aCertificateWithAKeyThatTheHouseDoesNotKnowIsNeverEncryptedTo() {
        var alone = ProtectionPolicy.decide(
                submitted().certificates(of("odd", "Ed448", 1)).facts());
        var beside = ProtectionPolicy.decide(submitted()
                .certificates(of("odd", "Ed448", 2), of("rsa", "RSA-1536", 1))
                .facts());

        assertThat(alone.verdict()).isEqualTo(new Seal(Optional.of(ANNS), Optional.empty()));
        assertThat(alone.because()).contains(Finding.of(ProtectionRule.RECIPIENT_KEY_IS_STRANGE, "odd", "Ed448"));
        assertThat(encryptedTo(beside)).isEqualTo("rsa");
    }

    @Test
    void signsWithAKeyThatMailProgramsCanCheckIfThereIsOne() {
        CertificateFacts dsa = of("dsa", "ML-DSA-65", 2);

        var both = ProtectionPolicy.decide(
                submitted().senders(dsa, of("ec", "EC-P256", 1)).facts());
        var only = ProtectionPolicy.decide(submitted().senders(dsa).facts());

        assertThat(signedBy(both)).isEqualTo("ec");
        assertThat(signedBy(only)).isEqualTo("dsa");
    }

    private static String encryptedTo(Decision<ProtectionVerdict> decision) {
        return decision.verdict() instanceof Seal seal
                ? seal.encryption().orElseThrow().recipient().fingerprint()
                : "";
    }

    private static String signedBy(Decision<ProtectionVerdict> decision) {
        return decision.verdict() instanceof Seal seal
                ? seal.signer().orElseThrow().fingerprint()
                : "";
    }

    private static CertificateFacts of(String fingerprint, String key, int newness) {
        return new CertificateFacts(
                fingerprint,
                List.of(BOB),
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                "MailUser",
                1,
                key,
                NOW.minusSeconds(1000 - newness),
                NOW.plusSeconds(1000),
                CertificateStatus.ACTIVE);
    }

    private static ProtectionFacts demanded(RandomGenerator random) {
        Sample sample = submitted().rules(ProtectionRules.encryptingTo(1, List.of("*.example", "bob@partner.example")));
        if (random.nextBoolean()) {
            sample.certificates(certificate("any", BOB, NOW.plusSeconds(random.nextInt(-1_000, 1_000))));
        }
        if (random.nextBoolean()) {
            sample.protection(new Protection.Signed());
        }
        return sample.wish(new Wish(Optional.of(random.nextBoolean()), Optional.of(random.nextBoolean())))
                .facts();
    }

    private static CertificateFacts certificate(String fingerprint, MailAddress address, Instant notAfter) {
        return new CertificateFacts(
                fingerprint,
                List.of(address),
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "EC-P256",
                notAfter.minus(Duration.ofDays(1)),
                notAfter,
                CertificateStatus.ACTIVE);
    }

    private static Sample submitted() {
        return new Sample();
    }

    /** A submitted message from Ann to Bob; each test says what is different. */
    private static final class Sample {
        private Origin origin = new Origin.Submitted(ANN);
        private Protection protection = new Protection.Clear();
        private List<CertificateFacts> senders = List.of(ANNS);
        private List<CertificateFacts> recipients = List.of();
        private List<CertificateFacts> privates = List.of();
        private List<CertificateFacts> domain = List.of();
        private LearnedFacts learned = LearnedFacts.NONE;
        private boolean hidesSubject = true;
        private boolean inside;
        private Wish wish = Wish.NONE;
        private ProtectionRules rules = ProtectionRules.NONE;

        Sample origin(Origin other) {
            origin = other;
            return this;
        }

        Sample protection(Protection other) {
            protection = other;
            return this;
        }

        Sample senders(CertificateFacts... others) {
            senders = List.of(others);
            return this;
        }

        Sample domain(CertificateFacts... others) {
            domain = List.of(others);
            return this;
        }

        Sample noSenderCertificate() {
            senders = List.of();
            return this;
        }

        Sample certificates(CertificateFacts... others) {
            recipients = List.of(others);
            return this;
        }

        Sample privately(CertificateFacts... others) {
            privates = List.of(others);
            return this;
        }

        Sample inside() {
            inside = true;
            return this;
        }

        Sample wish(Wish other) {
            wish = other;
            return this;
        }

        Sample showingSubject() {
            hidesSubject = false;
            return this;
        }

        Sample learned(LearnedFacts other) {
            learned = other;
            return this;
        }

        Sample rules(ProtectionRules other) {
            rules = other;
            return this;
        }

        ProtectionFacts facts() {
            return new ProtectionFacts(
                    origin,
                    protection,
                    senders,
                    BOB,
                    inside,
                    recipients,
                    privates,
                    learned,
                    hidesSubject,
                    wish,
                    rules,
                    gateway(),
                    NOW);
        }

        private GatewayFacts gateway() {
            RuleFacts mail = new RuleFacts(
                    origin instanceof Origin.Submitted ? "submitted" : "received",
                    List.of(ANN),
                    Set.of(),
                    "example.org",
                    BOB,
                    Set.of(),
                    "",
                    RuleFacts.MessageTraits.NONE);
            return new GatewayFacts(mail, List.of(), domain, Optional.empty());
        }
    }
}
