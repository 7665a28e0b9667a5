package org.sealpost.policy;

import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;

/** Decides whether the house takes a message for a recipient. */
public final class RecipientPolicy {
    private static final EnhancedStatus DISABLED = new EnhancedStatus(5, 2, 1);
    private static final EnhancedStatus GROUP_PROBLEM = new EnhancedStatus(5, 2, 4);

    private RecipientPolicy() {}

    public static Decision<AcceptanceVerdict> decide(RecipientFacts facts) {
        MailAddress recipient = facts.recipient();
        if (!facts.domainIsOurs()) {
            return facts.loggedIn()
                    ? accept(RecipientRule.RECIPIENT_OUTSIDE, recipient)
                    : refuse(
                            EnhancedStatus.POLICY_REFUSED,
                            "no relaying: " + recipient.domain() + " is not served here",
                            RecipientRule.NO_RELAY,
                            recipient);
        }
        return facts.entry().map(entry -> inHouse(facts, entry)).orElseGet(() -> unknown(recipient));
    }

    private static Decision<AcceptanceVerdict> inHouse(RecipientFacts facts, DirectoryEntry entry) {
        return switch (entry) {
            case DirectoryEntry.Account account ->
                account.enabled()
                        ? accept(RecipientRule.RECIPIENT_IS_ACCOUNT, facts.recipient(), account.address())
                        : refuse(
                                DISABLED,
                                facts.recipient() + " does not take mail any more",
                                RecipientRule.RECIPIENT_DISABLED,
                                facts.recipient());
            case DirectoryEntry.Group group -> group(facts, group);
            // A contact under one of our own domains has no mailbox here, and there is nowhere else to take it.
            case DirectoryEntry.Contact contact -> unknown(facts.recipient());
        };
    }

    private static Decision<AcceptanceVerdict> group(RecipientFacts facts, DirectoryEntry.Group group) {
        if (facts.groupSize() == 0) {
            return refuse(
                    GROUP_PROBLEM,
                    "the group " + group.address() + " has no member who takes mail",
                    RecipientRule.GROUP_IS_EMPTY,
                    group.address());
        }
        if (facts.groupSize() > facts.groupLimit()) {
            return refuse(
                    GROUP_PROBLEM,
                    "the group " + group.address() + " has more than " + facts.groupLimit() + " members",
                    RecipientRule.GROUP_IS_TOO_LARGE,
                    group.address(),
                    facts.groupLimit());
        }
        return accept(RecipientRule.RECIPIENT_IS_GROUP, group.address(), facts.groupSize());
    }

    private static Decision<AcceptanceVerdict> unknown(MailAddress recipient) {
        return refuse(
                EnhancedStatus.BAD_MAILBOX,
                "there is no mailbox " + recipient,
                RecipientRule.RECIPIENT_UNKNOWN,
                recipient);
    }

    private static Decision<AcceptanceVerdict> accept(RecipientRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Accept(), rule, facts);
    }

    private static Decision<AcceptanceVerdict> refuse(
            EnhancedStatus status, String text, RecipientRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Refuse(550, status, text), rule, facts);
    }
}
