package org.sealpost.policy;

import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;

/** Decides whether a client may send under the name that it gives in MAIL FROM. */
public final class SenderPolicy {
    private SenderPolicy() {}

    public static Decision<AcceptanceVerdict> decide(SenderFacts facts) {
        if (facts.reversePath().isEmpty()) {
            return Decision.of(new AcceptanceVerdict.Accept(), SenderRule.NULL_SENDER);
        }
        MailAddress sender = facts.reversePath().get();
        if (facts.account().isPresent()) {
            return ofAccount(facts, facts.account().get(), sender);
        }
        if (facts.trust() instanceof ClientTrust.InnerHost) {
            return Decision.of(new AcceptanceVerdict.Accept(), SenderRule.SENDER_IS_INNER_HOST, sender);
        }
        return facts.domainIsOurs()
                ? ours(facts.trust(), sender)
                : Decision.of(new AcceptanceVerdict.Accept(), SenderRule.SENDER_OUTSIDE, sender);
    }

    private static Decision<AcceptanceVerdict> ours(ClientTrust trust, MailAddress sender) {
        return trust instanceof ClientTrust.Machine machine && machine.rights().ownSenders()
                ? Decision.of(
                        new AcceptanceVerdict.Accept(), SenderRule.OWN_SENDER_OF_MACHINE, sender, machine.connector())
                : refuse(
                        "log in on the submission port to send as " + sender,
                        SenderRule.OWN_SENDER_WITHOUT_LOGIN,
                        sender,
                        sender.domain());
    }

    private static Decision<AcceptanceVerdict> ofAccount(
            SenderFacts facts, DirectoryEntry.Account account, MailAddress sender) {
        if (account.owns(sender)) {
            return Decision.of(new AcceptanceVerdict.Accept(), SenderRule.SENDER_IS_ACCOUNT, sender, account.address());
        }
        if (facts.shared().stream().anyMatch(right -> right.mailbox().owns(sender))) {
            return Decision.of(
                    new AcceptanceVerdict.Accept(), SenderRule.SENDER_IS_SHARED_MAILBOX, sender, account.address());
        }
        return refuse(
                account.address() + " may not send as " + sender,
                SenderRule.SENDER_IS_NOT_ACCOUNT,
                sender,
                account.address());
    }

    private static Decision<AcceptanceVerdict> refuse(String text, SenderRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Refuse(550, EnhancedStatus.POLICY_REFUSED, text), rule, facts);
    }
}
