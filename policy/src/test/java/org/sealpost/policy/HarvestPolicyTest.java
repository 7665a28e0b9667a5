package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.SignatureCheck;
import org.sealpost.policy.HarvestFacts.Known;
import org.sealpost.policy.HarvestFacts.Offer;

class HarvestPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final MessageSecurity GOOD = new MessageSecurity(Secrecy.CLEAR, new Authorship.Good(PAT, NOW));
    private static final List<String> GCM = List.of("AES-256-GCM", "AES-256-CBC");
    private static final Offer OFFER = offer("pats", PAT, CertificateUse.ENCRYPT);

    @Test
    void learnsTheFirstCertificateOfAStranger() {
        var decision = decide(GOOD, true, Optional.of(OFFER), Optional.of(NOW), List.of());

        assertThat(decision.verdict()).isEqualTo(HarvestVerdict.LEARN);
        assertThat(decision.because())
                .containsExactly(Finding.of(HarvestRule.CERTIFICATE_LEARNED, PAT, "pats", "AES-256-GCM, AES-256-CBC"));
    }

    @Test
    void learnsNothingFromOurOwnPeopleNorWithoutAGoodSignature() {
        MessageSecurity bad = new MessageSecurity(Secrecy.CLEAR, new Authorship.NotGood(new SignatureCheck.Altered()));

        assertThat(why(GOOD, false, Optional.of(OFFER), Optional.of(NOW), List.of()))
                .isEqualTo("the signer is one of ours");
        assertThat(why(bad, true, Optional.of(OFFER), Optional.of(NOW), List.of()))
                .isEqualTo("no good signature of the author");
    }

    @Test
    void learnsNothingWithoutATimeOrACertificate() {
        String why = "the signature tells no time, or no certificate for answers";

        assertThat(why(GOOD, true, Optional.of(OFFER), Optional.empty(), List.of()))
                .isEqualTo(why);
        assertThat(why(GOOD, true, Optional.empty(), Optional.of(NOW), List.of()))
                .isEqualTo(why);
    }

    @Test
    void aTimeThatHasNotComeDoesNotCountButAClockMayBeAMinuteWrong() {
        assertThat(why(GOOD, true, Optional.of(OFFER), Optional.of(NOW.plusSeconds(301)), List.of()))
                .isEqualTo("signed in the future");
        assertThat(decide(GOOD, true, Optional.of(OFFER), Optional.of(NOW.plusSeconds(60)), List.of())
                        .verdict())
                .isEqualTo(HarvestVerdict.LEARN);
    }

    @Test
    void theCertificateMustBeForEncryptionToTheSigner() {
        String why = "the certificate for answers is not for encryption to this address now";
        Offer forSigning = offer("signing", PAT, CertificateUse.SIGN);
        Offer ofEve = offer("eves", MailAddress.parse("eve@partner.example"), CertificateUse.ENCRYPT);

        assertThat(why(GOOD, true, Optional.of(forSigning), Optional.of(NOW), List.of()))
                .isEqualTo(why);
        assertThat(why(GOOD, true, Optional.of(ofEve), Optional.of(NOW), List.of()))
                .isEqualTo(why);
    }

    @Test
    void anOlderMessageChangesNothing() {
        Known newer = new Known("newer", "CN=A", GCM, NOW.plusSeconds(1));

        assertThat(why(GOOD, true, Optional.of(OFFER), Optional.of(NOW), List.of(newer)))
                .isEqualTo("something newer is known");
        assertThat(why(GOOD, true, Optional.of(OFFER), Optional.of(NOW.plusSeconds(1)), List.of(newer)))
                .isEqualTo("something newer is known");
    }

    @Test
    void theSameCertificateIsWrittenDownAgainOnlyWithNewsOrAfterADay() {
        Known same = new Known("pats", "CN=A", GCM, NOW.minusSeconds(60));
        Known less = new Known("pats", "CN=A", List.of("AES-128-CBC"), NOW.minusSeconds(60));
        Known old = new Known("pats", "CN=A", GCM, NOW.minusSeconds(2 * 86_400));

        assertThat(why(GOOD, true, Optional.of(OFFER), Optional.of(NOW), List.of(same)))
                .isEqualTo("nothing new");
        for (Known known : List.of(less, old)) {
            assertThat(decide(GOOD, true, Optional.of(OFFER), Optional.of(NOW), List.of(known))
                            .because())
                    .containsExactly(
                            Finding.of(HarvestRule.CAPABILITIES_RENEWED, PAT, "pats", "AES-256-GCM, AES-256-CBC"));
        }
    }

    @Test
    void aChangeOfIssuerIsAnnouncedAndANewCertificateOfTheSameIsNot() {
        Known other = new Known("old", "CN=B", GCM, NOW.minusSeconds(60));
        Known same = new Known("older", "CN=A", GCM, NOW.minusSeconds(120));

        assertThat(decide(GOOD, true, Optional.of(OFFER), Optional.of(NOW), List.of(other))
                        .because())
                .contains(Finding.of(HarvestRule.ISSUER_HAS_CHANGED, PAT, "CN=B", "CN=A"));
        assertThat(decide(GOOD, true, Optional.of(OFFER), Optional.of(NOW), List.of(other, same))
                        .because())
                .extracting(Finding::rule)
                .containsExactly(HarvestRule.CERTIFICATE_LEARNED);
    }

    @Test
    void aProgramThatSaysNothingIsLearnedAsSuch() {
        Offer silent = new Offer(OFFER.certificate(), "CN=A", List.of());

        assertThat(decide(GOOD, true, Optional.of(silent), Optional.of(NOW), List.of())
                        .because())
                .containsExactly(Finding.of(HarvestRule.CERTIFICATE_LEARNED, PAT, "pats", "nothing said"));
    }

    private static Offer offer(String fingerprint, MailAddress address, CertificateUse use) {
        CertificateFacts facts = new CertificateFacts(
                fingerprint,
                List.of(address),
                Set.of(use),
                "",
                0,
                "RSA-2048",
                NOW.minusSeconds(9),
                NOW.plusSeconds(9_000),
                CertificateStatus.ACTIVE);
        return new Offer(facts, "CN=A", GCM);
    }

    private static String why(
            MessageSecurity security,
            boolean strangers,
            Optional<Offer> offer,
            Optional<Instant> signedAt,
            List<Known> known) {
        var decision = decide(security, strangers, offer, signedAt, known);
        assertThat(decision.verdict()).isEqualTo(HarvestVerdict.LEAVE);
        assertThat(decision.because().getFirst().rule()).isEqualTo(HarvestRule.NOTHING_LEARNED);
        return decision.because().getFirst().facts().getFirst();
    }

    private static Decision<HarvestVerdict> decide(
            MessageSecurity security,
            boolean strangers,
            Optional<Offer> offer,
            Optional<Instant> signedAt,
            List<Known> known) {
        return HarvestPolicy.decide(new HarvestFacts(security, strangers, offer, signedAt, known, NOW));
    }
}
