package org.sealpost.policy;

import static org.sealpost.policy.ReceiptRule.RECEIPTS_OFF;
import static org.sealpost.policy.ReceiptRule.RECEIPT_ASKED_BY_NOBODY_KNOWN;
import static org.sealpost.policy.ReceiptRule.RECEIPT_ASKED_OF_OTHERS;
import static org.sealpost.policy.ReceiptRule.RECEIPT_NOT_FOR_OTHERS;
import static org.sealpost.policy.ReceiptRule.RECEIPT_NOT_FOR_STRANGERS;
import static org.sealpost.policy.ReceiptRule.RECEIPT_SENT;
import static org.sealpost.policy.ReceiptRule.RECEIPT_WITHOUT_KEY;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MessageSecurity.Authorship;

/** Decides whether the house signs for somebody that a message came (RFC 2634 section 2.2), and with which certificate. */
public final class ReceiptPolicy {
    private ReceiptPolicy() {}

    /** Empty if no receipt is sent. */
    public static Decision<Optional<CertificateFacts>> decide(ReceiptFacts facts) {
        if (facts.mode() == ReceiptMode.NEVER) {
            return none(RECEIPTS_OFF);
        }
        return facts.authorship() instanceof Authorship.Good good
                ? decide(facts, good.signer())
                : none(RECEIPT_ASKED_BY_NOBODY_KNOWN);
    }

    private static Decision<Optional<CertificateFacts>> decide(ReceiptFacts facts, MailAddress signer) {
        if (!facts.to().stream().allMatch(signer::isSameMailbox) || facts.to().isEmpty()) {
            return none(RECEIPT_NOT_FOR_OTHERS, signer);
        }
        boolean known = facts.signer() == ReceiptFacts.Standing.COLLEAGUE
                || facts.signer() == ReceiptFacts.Standing.CONTACT && facts.mode() == ReceiptMode.CONTACTS;
        if (!known) {
            return none(RECEIPT_NOT_FOR_STRANGERS, signer);
        }
        if (!isAsked(facts.asked(), facts.own())) {
            return none(RECEIPT_ASKED_OF_OTHERS);
        }
        return MailCertificates.forSigning(facts.certificates(), facts.now())
                .map(one -> Decision.of(Optional.of(one), RECEIPT_SENT, signer, one.fingerprint()))
                .orElseGet(() -> none(RECEIPT_WITHOUT_KEY));
    }

    private static boolean isAsked(List<MailAddress> asked, List<MailAddress> own) {
        return asked.isEmpty() || asked.stream().anyMatch(one -> own.stream().anyMatch(one::isSameMailbox));
    }

    private static Decision<Optional<CertificateFacts>> none(Rule rule, Object... facts) {
        return Decision.of(Optional.empty(), rule, facts);
    }
}
