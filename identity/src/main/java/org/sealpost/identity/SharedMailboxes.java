package org.sealpost.identity;

import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;

/**
 * Mailboxes that several people share: accounts with an address, certificates and keys of their own, into which nobody logs in.
 * Who shares one is a person or a group.
 */
public interface SharedMailboxes {
    /** There are none. */
    SharedMailboxes NONE = new SharedMailboxes() {
        @Override
        public List<MailAddress> mailboxes() {
            return List.of();
        }

        @Override
        public List<Membership> memberships() {
            return List.of();
        }

        @Override
        public Change making(MailAddress mailbox) {
            throw new UnsupportedOperationException("shared mailboxes cannot be kept here");
        }

        @Override
        public Change ending(MailAddress mailbox) {
            throw new UnsupportedOperationException("shared mailboxes cannot be kept here");
        }

        @Override
        public Change admitting(MailAddress mailbox, Member member) {
            throw new UnsupportedOperationException("shared mailboxes cannot be kept here");
        }

        @Override
        public Change dismissing(MailAddress mailbox, MailAddress who) {
            throw new UnsupportedOperationException("shared mailboxes cannot be kept here");
        }
    };

    /**
     * Who shares a mailbox.
     *
     * @param who the address of an account, or of a group: then everybody in it, also through other groups
     */
    record Member(MailAddress who, Set<SharedRight> rights) {
        public Member {
            if (rights.isEmpty()) {
                throw new IllegalArgumentException("who shares a mailbox has a right: " + who);
            }
            rights = Set.copyOf(rights);
        }

        /** The strongest first to read, then to send. */
        public List<SharedRight> inOrder() {
            return EnumSet.copyOf(rights).stream()
                    .sorted(Comparator.naturalOrder())
                    .toList();
        }
    }

    /** A member of one mailbox. */
    record Membership(MailAddress mailbox, Member member) {}

    /** In order of their addresses. */
    List<MailAddress> mailboxes();

    /** Of all mailboxes, in order of their addresses and then of the members'. */
    List<Membership> memberships();

    default boolean isShared(MailAddress address) {
        return mailboxes().stream().anyMatch(address::isSameMailbox);
    }

    default List<Member> members(MailAddress mailbox) {
        return memberships().stream()
                .filter(one -> one.mailbox().isSameMailbox(mailbox))
                .map(Membership::member)
                .toList();
    }

    Change making(MailAddress mailbox);

    /** Nobody shares it any more, and it is an account like any other. */
    Change ending(MailAddress mailbox);

    /** Adds a member, or gives one other rights. */
    Change admitting(MailAddress mailbox, Member member);

    Change dismissing(MailAddress mailbox, MailAddress who);
}
