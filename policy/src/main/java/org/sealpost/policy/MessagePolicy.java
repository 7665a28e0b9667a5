package org.sealpost.policy;

import java.util.List;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.SendingRight;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;

/** Decides, by its header section, whether a message is let in: no loops, and nobody writes under another's name. */
public final class MessagePolicy {
    private static final EnhancedStatus LOOP = new EnhancedStatus(5, 4, 6);
    private static final EnhancedStatus BAD_CONTENT = new EnhancedStatus(5, 6, 0);

    private MessagePolicy() {}

    public static Decision<AcceptanceVerdict> decide(MessageFacts facts) {
        if (facts.hops() > facts.hopLimit()) {
            return refuse(554, LOOP, "the message goes in circles", MessageRule.MAIL_LOOP, facts.hops());
        }
        return facts.account()
                .map(account -> submitted(facts, account))
                .orElseGet(() -> accept(MessageRule.TAKEN_FROM_OUTSIDE));
    }

    private static Decision<AcceptanceVerdict> submitted(MessageFacts facts, DirectoryEntry.Account account) {
        if (!facts.headerIsWhole()) {
            return refuse(
                    550, BAD_CONTENT, "a line of the header section is no header field", MessageRule.HEADER_IS_BROKEN);
        }
        Optional<MailAddress> author = onlyOneOf(facts.authors());
        if (author.isEmpty()) {
            return refuse(
                    550,
                    EnhancedStatus.POLICY_REFUSED,
                    "the message must have one From field with one mailbox",
                    MessageRule.NOT_ONE_AUTHOR);
        }
        Optional<SendingRight> shared = facts.shared().stream()
                .filter(right -> right.mailbox().owns(author.get()))
                .findFirst();
        if (shared.isPresent() && !account.owns(author.get())) {
            return forShared(facts, account, author.get(), shared.get());
        }
        boolean sentByOther =
                facts.senders().isEmpty() || facts.senders().get().stream().anyMatch(sender -> !account.owns(sender));
        if (!account.owns(author.get()) || sentByOther) {
            return refuse(
                    550,
                    EnhancedStatus.POLICY_REFUSED,
                    account.address() + " may not write as " + author.get()
                            + (account.owns(author.get()) ? " with this Sender field" : ""),
                    MessageRule.AUTHOR_IS_NOT_ACCOUNT,
                    author.get(),
                    account.address());
        }
        return accept(MessageRule.AUTHOR_IS_ACCOUNT, author.get(), account.address());
    }

    /** Without Sender it is the mailbox that writes; with one's own address there one writes on its behalf (RFC 5322 section 3.6.2). */
    private static Decision<AcceptanceVerdict> forShared(
            MessageFacts facts, DirectoryEntry.Account account, MailAddress author, SendingRight right) {
        List<MailAddress> senders = facts.senders().orElse(List.of());
        boolean onBehalf = !senders.isEmpty() && senders.stream().allMatch(account::owns);
        if (onBehalf) {
            return accept(MessageRule.AUTHOR_ON_BEHALF, author, account.address());
        }
        boolean asItself = facts.senders().isPresent() && senders.stream().allMatch(right.mailbox()::owns);
        if (asItself && right.as()) {
            return accept(MessageRule.AUTHOR_IS_SHARED_MAILBOX, author, account.address());
        }
        return refuse(
                550,
                EnhancedStatus.POLICY_REFUSED,
                account.address() + " may not write as " + author
                        + (asItself ? " without the field Sender: " + account.address() : " with this Sender field"),
                MessageRule.AUTHOR_IS_NOT_ACCOUNT,
                author,
                account.address());
    }

    private static Optional<MailAddress> onlyOneOf(Optional<List<MailAddress>> mailboxes) {
        return mailboxes.filter(all -> all.size() == 1).map(List::getFirst);
    }

    private static Decision<AcceptanceVerdict> accept(MessageRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Accept(), rule, facts);
    }

    private static Decision<AcceptanceVerdict> refuse(
            int reply, EnhancedStatus status, String text, MessageRule rule, Object... facts) {
        return Decision.of(new AcceptanceVerdict.Refuse(reply, status, text), rule, facts);
    }
}
