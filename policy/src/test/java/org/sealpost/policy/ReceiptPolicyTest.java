package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Authorship;
import org.sealpost.policy.ReceiptFacts.Standing;

class ReceiptPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress PAT = MailAddress.parse("pat@partner.example");
    private static final Authorship BY_PAT = new Authorship.Good(PAT, NOW);
    private static final CertificateFacts BOBS = new CertificateFacts(
            "b0b",
            List.of(BOB),
            Set.of(CertificateUse.SIGN),
            "MailUser",
            1,
            "EC-P256",
            NOW.minus(Duration.ofDays(1)),
            NOW.plus(Duration.ofDays(1)),
            CertificateStatus.ACTIVE);

    @Test
    void whoMayKnowGetsAReceiptSignedWithTheRecipientsCertificate() {
        assertThat(decide(ReceiptMode.COLLEAGUES, Standing.COLLEAGUE))
                .isEqualTo(Decision.of(Optional.of(BOBS), ReceiptRule.RECEIPT_SENT, PAT, "b0b"));
        assertThat(decide(ReceiptMode.CONTACTS, Standing.COLLEAGUE).verdict()).isPresent();
        assertThat(decide(ReceiptMode.CONTACTS, Standing.CONTACT).verdict()).isPresent();
    }

    @Test
    void nobodyElseDoes() {
        Decision<Optional<CertificateFacts>> none = none(ReceiptRule.RECEIPT_NOT_FOR_STRANGERS, PAT);

        assertThat(decide(ReceiptMode.COLLEAGUES, Standing.CONTACT)).isEqualTo(none);
        assertThat(decide(ReceiptMode.COLLEAGUES, Standing.STRANGER)).isEqualTo(none);
        assertThat(decide(ReceiptMode.CONTACTS, Standing.STRANGER)).isEqualTo(none);
        assertThat(decide(ReceiptMode.NEVER, Standing.COLLEAGUE)).isEqualTo(none(ReceiptRule.RECEIPTS_OFF));
    }

    @Test
    void onlyTheAuthorMayAskAndOnlyForThemselves() {
        assertThat(decide(new Authorship.Unsigned(), List.of(), List.of(PAT), List.of(BOBS)))
                .isEqualTo(none(ReceiptRule.RECEIPT_ASKED_BY_NOBODY_KNOWN));
        assertThat(decide(BY_PAT, List.of(), List.of(PAT, ANN), List.of(BOBS)))
                .isEqualTo(none(ReceiptRule.RECEIPT_NOT_FOR_OTHERS, PAT));
        assertThat(decide(BY_PAT, List.of(), List.of(), List.of(BOBS)))
                .isEqualTo(none(ReceiptRule.RECEIPT_NOT_FOR_OTHERS, PAT));
    }

    @Test
    void onlyWhoIsAskedAnswersAndOnlyWithAKeyThatIsHere() {
        assertThat(decide(BY_PAT, List.of(ANN, BOB), List.of(PAT), List.of(BOBS))
                        .verdict())
                .isPresent();
        assertThat(decide(BY_PAT, List.of(ANN), List.of(PAT), List.of(BOBS)))
                .isEqualTo(none(ReceiptRule.RECEIPT_ASKED_OF_OTHERS));
        assertThat(decide(BY_PAT, List.of(), List.of(PAT), List.of())).isEqualTo(none(ReceiptRule.RECEIPT_WITHOUT_KEY));
    }

    private static Decision<Optional<CertificateFacts>> decide(ReceiptMode mode, Standing standing) {
        return ReceiptPolicy.decide(
                new ReceiptFacts(mode, BY_PAT, List.of(), List.of(PAT), List.of(BOB), standing, List.of(BOBS), NOW));
    }

    private static Decision<Optional<CertificateFacts>> decide(
            Authorship authorship, List<MailAddress> asked, List<MailAddress> to, List<CertificateFacts> certificates) {
        return ReceiptPolicy.decide(new ReceiptFacts(
                ReceiptMode.COLLEAGUES, authorship, asked, to, List.of(BOB), Standing.COLLEAGUE, certificates, NOW));
    }

    private static Decision<Optional<CertificateFacts>> none(Rule rule, Object... facts) {
        return Decision.of(Optional.empty(), rule, facts);
    }
}
