package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sealpost.policy.ProtectionRule.CAME_FROM_OUTSIDE;
import static org.sealpost.policy.ProtectionRule.DECLINE_DOES_NOT_COUNT;
import static org.sealpost.policy.ProtectionRule.DOMAIN_HAS_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.DOMAIN_WITHOUT_SIGNING_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.ENCRYPTION_ASKED_BY_SENDER;
import static org.sealpost.policy.ProtectionRule.LADDER_OF_RULE;
import static org.sealpost.policy.ProtectionRule.REFUSED_BY_ADMINISTRATOR;
import static org.sealpost.policy.ProtectionRule.SIGNATURE_OF_DOMAIN_DEMANDED;
import static org.sealpost.policy.ProtectionRule.SIGNATURE_SWITCHED_OFF_BY_RULE;
import static org.sealpost.policy.ProtectionRule.SIGNED_WITH_DOMAIN_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.WAITS_FOR_CERTIFICATE;
import static org.sealpost.policy.ProtectionRule.WAIVED_BY_ADMINISTRATOR;

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
import org.sealpost.identity.OpenPgpFacts;
import org.sealpost.identity.Vouching;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Origin;
import org.sealpost.mail.Protection;
import org.sealpost.mail.Ruling;
import org.sealpost.policy.ProtectionVerdict.Encryption;
import org.sealpost.policy.ProtectionVerdict.Format;
import org.sealpost.policy.ProtectionVerdict.Hold;
import org.sealpost.policy.ProtectionVerdict.PassThrough;
import org.sealpost.policy.ProtectionVerdict.Refuse;
import org.sealpost.policy.ProtectionVerdict.Seal;

/** What rules of the gateway make of a message. */
class GatewayPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@agency.example");
    private static final CertificateFacts ANNS = certificate("anns");
    private static final CertificateFacts BOBS = certificate("bobs");
    private static final CertificateFacts AGENCYS = certificate("agencys");
    private static final CertificateFacts ORGANISATIONS = certificate("organisations");
    private static final OpenPgpMail KEYS = new OpenPgpMail(
            List.of(),
            List.of(new OpenPgpMail.Known(
                    new OpenPgpFacts(
                            "b".repeat(40),
                            4,
                            List.of(BOB),
                            Set.of(CertificateUse.ENCRYPT),
                            "Ed25519",
                            false,
                            NOW.minusSeconds(9),
                            Optional.empty(),
                            CertificateStatus.ACTIVE),
                    Vouching.ADMINISTRATOR)),
            false);
    private static final Ruling WAIVER = new Ruling(Ruling.Kind.WAIVE, "admin root", "a patient waits");
    private static final Ruling REFUSAL = new Ruling(Ruling.Kind.REFUSE, "admin root", "not to them");

    @Test
    void holdsWhatCannotBeEncryptedYet() {
        var decision =
                ProtectionPolicy.decide(new Case().rule("encrypt", "or-hold").facts());

        assertThat(decision.verdict()).isEqualTo(new Hold(Duration.ofDays(5)));
        assertThat(decision.because()).contains(Finding.of(WAITS_FOR_CERTIFICATE, BOB, "5 days"));
    }

    @Test
    void sendsWhatWaitedAsSoonAsThereIsACertificate() {
        var decision = ProtectionPolicy.decide(
                new Case().rule("encrypt", "or-hold").certificates(BOBS).facts());

        assertThat(decision.verdict()).isEqualTo(sealed(BOBS));
    }

    @Test
    void aSenderMayAskForMoreThanARuleButNotForLess() {
        Case ifPossible = new Case().rule("encrypt", "if-possible");

        var asked = ProtectionPolicy.decide(
                ifPossible.wish(Optional.empty(), Optional.of(true)).facts());
        var declined = ProtectionPolicy.decide(ifPossible
                .wish(Optional.empty(), Optional.of(false))
                .certificates(BOBS)
                .facts());
        var held = ProtectionPolicy.decide(new Case()
                .rule("encrypt", "or-hold")
                .wish(Optional.empty(), Optional.of(true))
                .facts());

        assertThat(asked.verdict()).isEqualTo(new Refuse());
        assertThat(declined.verdict()).isEqualTo(sealed(BOBS));
        assertThat(declined.because()).contains(Finding.of(DECLINE_DOES_NOT_COUNT));
        assertThat(held.verdict()).isEqualTo(new Hold(Duration.ofDays(5)));
        assertThat(held.because()).contains(Finding.of(ENCRYPTION_ASKED_BY_SENDER));
    }

    /** A23. */
    @Test
    void anAnswerToWhatCameSealedIsSealedWithoutAnybodyAsking() {
        var refused = ProtectionPolicy.decide(new Case().answeringSealed().facts());
        var sealed = ProtectionPolicy.decide(
                new Case().answeringSealed().certificates(BOBS).facts());
        var declined = ProtectionPolicy.decide(new Case()
                .wish(Optional.empty(), Optional.of(false))
                .answeringSealed()
                .facts());
        var held = ProtectionPolicy.decide(
                new Case().rule("encrypt", "or-hold").answeringSealed().facts());

        assertThat(refused.verdict()).isEqualTo(new Refuse());
        assertThat(refused.because()).contains(Finding.of(ProtectionRule.ANSWERS_SEALED_MAIL));
        assertThat(sealed.verdict()).isEqualTo(sealed(BOBS));
        assertThat(declined.verdict()).isNotInstanceOf(Refuse.class);
        assertThat(declined.because()).doesNotContain(Finding.of(ProtectionRule.ANSWERS_SEALED_MAIL));
        assertThat(held.verdict()).isEqualTo(new Hold(Duration.ofDays(5)));
    }

    /** T10. */
    @Test
    void aRuleCanMakeAnExceptionFromEncryptingUnlessSomebodyAsks() {
        Case meeting = new Case().rule("encrypt", "only-if-asked").certificates(BOBS);

        var exception = ProtectionPolicy.decide(meeting.facts());
        var asked = ProtectionPolicy.decide(
                meeting.wish(Optional.empty(), Optional.of(true)).facts());
        var stricter = ProtectionPolicy.decide(
                new Case().rule("encrypt", "or-refuse").certificates(BOBS).facts());

        assertThat(exception.verdict()).isEqualTo(new Seal(Optional.of(ANNS), Optional.empty()));
        assertThat(exception.because()).contains(Finding.of(ProtectionRule.ENCRYPTED_ONLY_IF_ASKED, "r"));
        assertThat(asked.verdict()).isEqualTo(sealed(BOBS));
        assertThat(stricter.verdict()).isEqualTo(sealed(BOBS));
    }

    @Test
    void whatAFilterSendsOnIsSealedByTheRulesAndNeverSignedForItsAuthor() {
        var clear = ProtectionPolicy.decide(new Case().forwarded().facts());
        var sealed = ProtectionPolicy.decide(
                new Case().forwarded().certificates(BOBS).facts());
        var refused = ProtectionPolicy.decide(
                new Case().rule("encrypt", "or-refuse").forwarded().facts());

        assertThat(clear.verdict()).isEqualTo(new PassThrough());
        assertThat(sealed.verdict()).isInstanceOfSatisfying(Seal.class, seal -> {
            assertThat(seal.signer()).isEmpty();
            assertThat(seal.encryption().orElseThrow().recipient()).isEqualTo(BOBS);
        });
        assertThat(refused.verdict()).isEqualTo(new Refuse());
    }

    @Test
    void aRuleDecidesAboutTheSignatureWhateverTheSenderSays() {
        var signed = ProtectionPolicy.decide(new Case()
                .rule("sign", "yes")
                .wish(Optional.of(false), Optional.empty())
                .facts());
        var unsigned = ProtectionPolicy.decide(new Case()
                .rule("sign", "no")
                .wish(Optional.of(true), Optional.empty())
                .facts());
        var willing = ProtectionPolicy.decide(new Case().rule("sign", "yes").facts());

        assertThat(signed.verdict()).isEqualTo(new Seal(Optional.of(ANNS), Optional.empty()));
        assertThat(signed.because()).contains(Finding.of(DECLINE_DOES_NOT_COUNT));
        assertThat(unsigned.verdict()).isEqualTo(new PassThrough());
        assertThat(unsigned.because()).contains(Finding.of(SIGNATURE_SWITCHED_OFF_BY_RULE, "r"));
        assertThat(willing.verdict()).isEqualTo(signed.verdict());
    }

    @Test
    void aRuleMayWantTheSignatureOfTheDomainInsteadOfTheAuthors() {
        var signed = ProtectionPolicy.decide(new Case()
                .rule("sign", "domain")
                .signers(ORGANISATIONS)
                .wish(Optional.of(false), Optional.empty())
                .facts());
        var sealed = ProtectionPolicy.decide(new Case()
                .rule("sign", "domain")
                .signers(ORGANISATIONS)
                .certificates(BOBS)
                .facts());

        assertThat(signed.verdict()).isEqualTo(new Seal(Optional.of(ORGANISATIONS), Optional.empty()));
        assertThat(signed.because())
                .contains(
                        Finding.of(DECLINE_DOES_NOT_COUNT),
                        Finding.of(SIGNATURE_OF_DOMAIN_DEMANDED, "r"),
                        Finding.of(SIGNED_WITH_DOMAIN_CERTIFICATE, "organisations"));
        assertThat(sealed.verdict())
                .isEqualTo(
                        new Seal(Optional.of(ORGANISATIONS), Optional.of(new Encryption(BOBS, Format.CONSERVATIVE))));
    }

    @Test
    void inAnOpenPgpMessageTheDomainSignsWithItsCertificate() {
        Case toKey = new Case().rule("sign", "domain");

        var signed =
                ProtectionPolicy.decide(toKey.signers(ORGANISATIONS).facts().with(KEYS));
        var refused = ProtectionPolicy.decide(toKey.signers().facts().with(KEYS));

        assertThat(signed.verdict())
                .isEqualTo(new ProtectionVerdict.SealOpenPgp(
                        Optional.empty(),
                        Optional.of(ORGANISATIONS),
                        Optional.of(KEYS.recipient().getFirst().key())));
        assertThat(refused.verdict()).isEqualTo(new Refuse());
    }

    @Test
    void withoutACertificateOfTheDomainNothingLeavesThatItWasToSign() {
        var refused = ProtectionPolicy.decide(
                new Case().rule("sign", "domain").certificates(BOBS).facts());
        var fromOthers = ProtectionPolicy.decide(
                new Case().rule("sign", "domain").forwarded().certificates(BOBS).facts());

        assertThat(refused.verdict()).isEqualTo(new Refuse());
        assertThat(refused.because()).contains(Finding.of(DOMAIN_WITHOUT_SIGNING_CERTIFICATE));
        assertThat(fromOthers.verdict())
                .isEqualTo(new Seal(Optional.empty(), Optional.of(new Encryption(BOBS, Format.CONSERVATIVE))));
    }

    @Test
    void theDomainsCertificateServesIfThePersonHasNone() {
        var without = ProtectionPolicy.decide(new Case().domain(AGENCYS).facts());
        var with = ProtectionPolicy.decide(
                new Case().domain(AGENCYS).certificates(BOBS).facts());

        assertThat(without.verdict()).isEqualTo(sealed(AGENCYS));
        assertThat(without.because()).contains(Finding.of(DOMAIN_HAS_CERTIFICATE, "agency.example", "agencys"));
        assertThat(with.verdict()).isEqualTo(sealed(BOBS));
    }

    @Test
    void aRuleMayTurnTheLadderRoundOrLeaveAStepOut() {
        Case domainOnly = new Case()
                .rule("encrypt", "or-refuse", "ladder", "domain-certificate")
                .certificates(BOBS);

        var domain = ProtectionPolicy.decide(domainOnly.domain(AGENCYS).facts());
        var nothing = ProtectionPolicy.decide(domainOnly.domain().facts());
        var inside = ProtectionPolicy.decide(domainOnly.inside().facts());

        assertThat(domain.verdict()).isEqualTo(sealed(AGENCYS));
        assertThat(domain.because()).contains(Finding.of(LADDER_OF_RULE, "r", "domain-certificate"));
        assertThat(nothing.verdict()).isEqualTo(new Refuse());
        assertThat(inside.verdict())
                .isEqualTo(new Seal(Optional.of(ANNS), Optional.of(new Encryption(BOBS, Format.MODERN))));
    }

    @Test
    void anAdministratorMayLetItGoOrSendItBackAndACertificateIsUsedAllTheSame() {
        Case held = new Case().rule("encrypt", "or-hold");

        var waived = ProtectionPolicy.decide(held.ruling(WAIVER).facts());
        var refused = ProtectionPolicy.decide(held.ruling(REFUSAL).facts());
        var sealed =
                ProtectionPolicy.decide(held.ruling(WAIVER).certificates(BOBS).facts());

        assertThat(waived.verdict()).isEqualTo(new Seal(Optional.of(ANNS), Optional.empty()));
        assertThat(waived.because()).contains(Finding.of(WAIVED_BY_ADMINISTRATOR, "admin root", "a patient waits"));
        assertThat(refused.verdict()).isEqualTo(new Refuse());
        assertThat(refused.because())
                .containsExactly(Finding.of(REFUSED_BY_ADMINISTRATOR, "admin root", "not to them"));
        assertThat(sealed.verdict()).isEqualTo(sealed(BOBS));
    }

    @Test
    void mailFromOutsideIsSealedOnlyIfARuleNamesItAndItLeavesTheHouseAgain() {
        Case named = new Case()
                .received()
                .rule("origin", "received", "encrypt", "or-refuse")
                .certificates(BOBS);

        var leaving = ProtectionPolicy.decide(named.facts());
        var staying = ProtectionPolicy.decide(named.inside().facts());
        var unnamed = ProtectionPolicy.decide(new Case()
                .received()
                .rule("encrypt", "or-refuse")
                .certificates(BOBS)
                .facts());

        assertThat(leaving.verdict())
                .isEqualTo(new Seal(Optional.empty(), Optional.of(new Encryption(BOBS, Format.CONSERVATIVE))));
        assertThat(staying.verdict()).isEqualTo(new PassThrough());
        assertThat(unnamed.because()).containsExactly(Finding.of(CAME_FROM_OUTSIDE, "mx"));
    }

    @Test
    void tagsAreTakenOutOfMailOfOurPeople() {
        Case tagged = new Case().rule("subject-tag", "[secure]", "strip-subject-tag", "yes");

        assertThat(ProtectionPolicy.subjectTags(tagged.facts())).containsExactly("[secure]");
        assertThat(ProtectionPolicy.subjectTags(tagged.internal().facts())).isEmpty();
    }

    private static Seal sealed(CertificateFacts to) {
        return new Seal(Optional.of(ANNS), Optional.of(new Encryption(to, Format.CONSERVATIVE)));
    }

    private static CertificateFacts certificate(String fingerprint) {
        return new CertificateFacts(
                fingerprint,
                List.of(),
                Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
                "MailUser",
                1,
                "RSA-3072",
                NOW.minusSeconds(9),
                NOW.plusSeconds(9),
                CertificateStatus.ACTIVE);
    }

    /** A message from Ann to Bob at the agency; each test says what is different. */
    private static final class Case {
        private Origin origin = new Origin.Submitted(ANN);
        private boolean inside;
        private Wish wish = Wish.NONE;
        private List<CertificateFacts> certificates = List.of();
        private List<CertificateFacts> domain = List.of();
        private List<CertificateFacts> signers = List.of();
        private List<GatewayRule> rules = List.of();
        private Optional<Ruling> ruling = Optional.empty();

        Case rule(String... fieldsAndValues) {
            Map<String, List<String>> fields = new java.util.LinkedHashMap<>();
            for (int i = 0; i < fieldsAndValues.length; i += 2) {
                fields.put(fieldsAndValues[i], List.of(fieldsAndValues[i + 1]));
            }
            rules = List.of(RuleFields.read("r", fields));
            return this;
        }

        Case received() {
            origin = new Origin.Received("mx");
            return this;
        }

        Case internal() {
            origin = new Origin.Internal();
            return this;
        }

        Case forwarded() {
            origin = new Origin.Forwarded(ANN);
            return this;
        }

        Case answeringSealed() {
            wish = wish.answeringSealed();
            return this;
        }

        Case inside() {
            inside = true;
            return this;
        }

        Case wish(Optional<Boolean> sign, Optional<Boolean> encrypt) {
            wish = new Wish(sign, encrypt);
            return this;
        }

        Case certificates(CertificateFacts... some) {
            certificates = List.of(some);
            return this;
        }

        Case domain(CertificateFacts... some) {
            domain = List.of(some);
            return this;
        }

        Case signers(CertificateFacts... some) {
            signers = List.of(some);
            return this;
        }

        Case ruling(Ruling some) {
            ruling = Optional.of(some);
            return this;
        }

        ProtectionFacts facts() {
            RuleFacts facts = GatewayRuleTest.facts(true);
            RuleFacts mail = new RuleFacts(
                    origin instanceof Origin.Submitted || origin instanceof Origin.Forwarded ? "submitted" : "received",
                    facts.senders(),
                    facts.senderGroups(),
                    facts.senderPlace(),
                    BOB,
                    facts.recipientGroups(),
                    facts.recipientPlace(),
                    facts.message());
            return new ProtectionFacts(
                    origin,
                    new Protection.Clear(),
                    List.of(ANNS),
                    BOB,
                    inside,
                    certificates,
                    List.of(),
                    LearnedFacts.NONE,
                    true,
                    wish,
                    new ProtectionRules(4, rules),
                    new GatewayFacts(mail, domain, signers, ruling),
                    NOW);
        }
    }
}
