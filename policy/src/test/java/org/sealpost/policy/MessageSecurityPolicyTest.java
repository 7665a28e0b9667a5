package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.EncryptionCheck;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageLayer;
import org.sealpost.mail.MessageSecurity;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.mail.MessageSecurity.Secrecy;
import org.sealpost.mail.Protection;
import org.sealpost.mail.SignatureCheck;

class MessageSecurityPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress EVE = MailAddress.parse("eve@example.org");
    private static final SignatureCheck VALID = new SignatureCheck.Valid(ANN, NOW);
    private static final MessageLayer GOOD = signed(VALID);
    private static final MessageLayer BAD = signed(new SignatureCheck.Altered());
    private static final MessageLayer OPENED =
            new MessageLayer.Encrypted(new EncryptionCheck.Opened("f00d", "AES-256-GCM", true));
    private static final MessageLayer OPENED_CBC =
            new MessageLayer.Encrypted(new EncryptionCheck.Opened("f00d", "AES-256-CBC", false));
    private static final MessageLayer CLOSED = new MessageLayer.Encrypted(new EncryptionCheck.NoKey());

    @Test
    void aMessageWithoutLayersIsPlain() {
        assertThat(decide()).isEqualTo(security(Secrecy.CLEAR, new Authorship.Unsigned()));
        assertThat(rules()).containsExactly("MESSAGE_IS_PLAIN");
        assertThat(decide().smimeStatus()).isEmpty();
    }

    @Test
    void aGoodSignatureAroundTheWholeTextIsTheAuthors() {
        assertThat(decide(GOOD)).isEqualTo(security(Secrecy.CLEAR, new Authorship.Good(ANN, NOW)));
        assertThat(rules(GOOD)).containsExactly("WHOLE_MESSAGE_SIGNED");
        assertThat(decide(GOOD).smimeStatus()).isEqualTo("signed/verified");
        assertThat(decide(OPENED, GOOD).smimeStatus()).isEqualTo("encrypted+signed/verified");
    }

    @Test
    void aSignatureOutsideTheEncryptionIsNotTheAuthors() {
        assertThat(decide(GOOD, OPENED)).isEqualTo(security(Secrecy.ENCRYPTED, new Authorship.Unsigned()));
        assertThat(rules(GOOD, OPENED)).containsExactly("MESSAGE_WAS_ENCRYPTED", "SIGNATURE_OUTSIDE_ENCRYPTION");
        assertThat(decide(GOOD, OPENED).smimeStatus()).isEmpty();
    }

    @Test
    void inATripleWrapTheInnerSignatureCountsAndABadOuterOneSpoilsNothing() {
        assertThat(decide(BAD, OPENED, GOOD)).isEqualTo(security(Secrecy.ENCRYPTED, new Authorship.Good(ANN, NOW)));
        assertThat(decide(GOOD, OPENED, BAD).authorship())
                .isEqualTo(new Authorship.NotGood(new SignatureCheck.Altered()));
        assertThat(decide(GOOD, OPENED, BAD).smimeStatus()).isEqualTo("encrypted+signed/failed");
    }

    @Test
    void oneBadSignatureSpoilsTheOthers() {
        MessageLayer other = signed(new SignatureCheck.OtherAuthor(EVE, "ann@example.org"));

        assertThat(decide(GOOD, other).authorship())
                .isEqualTo(new Authorship.NotGood(new SignatureCheck.OtherAuthor(EVE, "ann@example.org")));
        assertThat(decide(GOOD, GOOD).authorship()).isEqualTo(new Authorship.Good(ANN, NOW));
        assertThat(rules(GOOD, other)).containsExactly("SIGNATURE_IN_SIGNATURE", "SIGNATURE_IS_NOT_GOOD");
        assertThat(decide(other).smimeStatus()).isEqualTo("signed/failed");
    }

    @Test
    void aSignatureOfTheAuthorsDomainIsToldAsWhatItIs() {
        SignatureCheck check = new SignatureCheck.OfDomain(ANN.domain(), EVE);
        MessageLayer ofDomain = signed(check);

        assertThat(decide(ofDomain).authorship()).isEqualTo(new Authorship.OfDomain(ANN.domain(), EVE));
        assertThat(rules(ofDomain)).containsExactly("SIGNED_BY_DOMAIN");
        assertThat(decide(ofDomain).smimeStatus()).isEqualTo("signed");
        assertThat(decide(OPENED, ofDomain).smimeStatus()).isEqualTo("encrypted+signed");
        assertThat(decide(GOOD, ofDomain).authorship()).isInstanceOf(Authorship.OfDomain.class);
        assertThat(rules(CLOSED, OPENED_CBC, ofDomain)).contains("ENCRYPTION_NOT_AUTHENTICATED", "SIGNED_BY_DOMAIN");
        assertThat(decide(signed(new SignatureCheck.RevocationUnknown(ANN, NOW)), ofDomain)
                        .authorship())
                .isInstanceOf(Authorship.NotGood.class);
    }

    @Test
    void theWorstFindingIsTheOneThatIsTold() {
        List<SignatureCheck> fromBetterToWorse = List.of(
                VALID,
                new SignatureCheck.RevocationUnknown(ANN, NOW),
                new SignatureCheck.OlderThanMessage(ANN, NOW),
                new SignatureCheck.Untrusted("CN=X", ""),
                new SignatureCheck.OtherAuthor(EVE, "ann@example.org"),
                new SignatureCheck.Unsuitable("weak"),
                new SignatureCheck.Expired(ANN, NOW),
                new SignatureCheck.Revoked(ANN, NOW),
                new SignatureCheck.Unreadable("broken"),
                new SignatureCheck.Altered());
        for (int i = 1; i < fromBetterToWorse.size(); i++) {
            SignatureCheck worse = fromBetterToWorse.get(i);

            assertThat(decide(signed(fromBetterToWorse.get(i - 1)), signed(worse))
                            .authorship())
                    .isEqualTo(new Authorship.NotGood(worse));
            assertThat(decide(signed(worse), signed(fromBetterToWorse.get(i - 1)))
                            .authorship())
                    .isEqualTo(new Authorship.NotGood(worse));
        }
    }

    @Test
    void whatStaysClosedIsNobodysWordWhoeverSignedTheEnvelope() {
        assertThat(decide(GOOD, CLOSED)).isEqualTo(security(Secrecy.ENCRYPTED_UNOPENED, new Authorship.Unsigned()));
        assertThat(decide(CLOSED).smimeStatus()).isEqualTo("unknown");
        for (EncryptionCheck check : List.of(
                new EncryptionCheck.NoKey(), new EncryptionCheck.Unreadable(), new EncryptionCheck.LeftClosed())) {
            assertThat(rules(new MessageLayer.Encrypted(check))).containsExactly("MESSAGE_STAYS_ENCRYPTED");
        }
    }

    @Test
    void encryptionThatAnybodyCouldChangeIsToldUnlessASignatureInsideMakesUpForIt() {
        assertThat(rules(OPENED_CBC)).containsExactly("MESSAGE_WAS_ENCRYPTED", "ENCRYPTION_NOT_AUTHENTICATED");
        assertThat(rules(OPENED_CBC, BAD)).contains("ENCRYPTION_NOT_AUTHENTICATED");
        assertThat(rules(OPENED_CBC, GOOD)).doesNotContain("ENCRYPTION_NOT_AUTHENTICATED");
        assertThat(rules(OPENED)).containsExactly("MESSAGE_WAS_ENCRYPTED");
        assertThat(rules(CLOSED, OPENED_CBC))
                .as("whatever stands around it")
                .containsExactly("MESSAGE_STAYS_ENCRYPTED", "MESSAGE_WAS_ENCRYPTED", "ENCRYPTION_NOT_AUTHENTICATED");
    }

    @Test
    void aLayerThatCouldNotBeReadSpoilsTheSignaturesAroundIt() {
        MessageLayer unread = new MessageLayer.Unread("too deep");

        assertThat(decide(GOOD, unread).authorship())
                .isEqualTo(new Authorship.NotGood(new SignatureCheck.Unreadable("too deep")));
        assertThat(rules(unread)).containsExactly("LAYER_NOT_READ");
    }

    @Test
    void compressionChangesNothing() {
        assertThat(decide(GOOD, new MessageLayer.Compressed()))
                .isEqualTo(security(Secrecy.CLEAR, new Authorship.Good(ANN, NOW)));
    }

    @Test
    void openPgpIsSeenAndNotJudged() {
        MessageLayer signed = new MessageLayer.OpenPgp(new Protection.Signed());
        MessageLayer encrypted = new MessageLayer.OpenPgp(new Protection.Encrypted());

        assertThat(decide(signed)).isEqualTo(security(Secrecy.CLEAR, new Authorship.NotJudged()));
        assertThat(decide(signed).smimeStatus()).isEqualTo("unknown");
        assertThat(decide(GOOD, encrypted)).isEqualTo(security(Secrecy.ENCRYPTED_UNOPENED, new Authorship.Unsigned()));
        assertThat(rules(encrypted)).containsExactly("OPENPGP_LAYER");
    }

    @Test
    void noticesAndPartsAreToldAndDecideNothing() {
        MessageLayer noticed = new MessageLayer.Signed(
                MessageLayer.SignedForm.OPAQUE, VALID, "f00d", "SHA-256, RSA", List.of("the signer told no time"));
        Decision<MessageSecurity> decision = MessageSecurityPolicy.decide(new MessageSecurityFacts(
                List.of(noticed),
                List.of("part 1"),
                List.of(new MessageSecurityFacts.SignedPart("part 2", "valid signature of pat@partner.example")),
                List.of("another author")));

        assertThat(decision.verdict()).isEqualTo(security(Secrecy.CLEAR, new Authorship.Good(ANN, NOW)));
        assertThat(decision.because())
                .contains(
                        Finding.of(MessageSecurityRule.SIGNATURE_NOTICE, "the signer told no time"),
                        Finding.of(MessageSecurityRule.HEADER_NOTICE, "another author"),
                        Finding.of(MessageSecurityRule.PART_PROTECTED_ALONE, "part 1"),
                        Finding.of(
                                MessageSecurityRule.PART_SIGNED_ALONE,
                                "part 2",
                                "valid signature of pat@partner.example"));
    }

    private static MessageLayer signed(SignatureCheck check) {
        return new MessageLayer.Signed(MessageLayer.SignedForm.CLEAR, check, "f00d", "SHA-256, RSA", List.of());
    }

    private static MessageSecurity security(Secrecy secrecy, Authorship authorship) {
        return new MessageSecurity(secrecy, authorship);
    }

    private static MessageSecurity decide(MessageLayer... layers) {
        return MessageSecurityPolicy.decide(new MessageSecurityFacts(List.of(layers), List.of()))
                .verdict();
    }

    private static List<String> rules(MessageLayer... layers) {
        return MessageSecurityPolicy.decide(new MessageSecurityFacts(List.of(layers), List.of())).because().stream()
                .map(finding -> finding.rule().name())
                .toList();
    }
}
