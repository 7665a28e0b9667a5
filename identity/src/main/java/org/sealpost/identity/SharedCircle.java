package org.sealpost.identity;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.SharedMailboxes.Member;
import org.sealpost.identity.SharedMailboxes.Membership;
import org.sealpost.mail.MailAddress;

/** The people behind the members of a shared mailbox, groups taken apart. Who may not log in any more is none of them. */
public final class SharedCircle {
    /** Groups in groups are looked into so far; a group in itself is looked into once. */
    private static final int GROUPS_LIMIT = 1_000;

    private SharedCircle() {}

    /** A person, with all rights that are theirs by name or through groups. */
    public record Person(Account account, Set<SharedRight> rights) {
        public Person {
            rights = Set.copyOf(rights);
        }

        /** Whether the person may read what is in the mailbox. */
        public boolean reads() {
            return rights.contains(SharedRight.READ) || rights.contains(SharedRight.WORK);
        }
    }

    /** In order of their addresses. */
    public static List<Person> of(Directory directory, List<Member> members) {
        Map<String, Account> accounts = new TreeMap<>();
        Map<String, Set<SharedRight>> rights = new TreeMap<>();
        for (Member member : members) {
            for (Account account : accounts(directory, member.who())) {
                String key = account.address().key();
                accounts.put(key, account);
                rights.computeIfAbsent(key, one -> EnumSet.noneOf(SharedRight.class))
                        .addAll(member.rights());
            }
        }
        return accounts.entrySet().stream()
                .map(one -> new Person(one.getValue(), rights.getOrDefault(one.getKey(), Set.of())))
                .toList();
    }

    /** The mailboxes in whose name an account may write, and how. */
    public static List<SendingRight> sending(Directory directory, SharedMailboxes shared, Account account) {
        Map<String, MailAddress> mailboxes = new TreeMap<>();
        Map<String, Set<SharedRight>> rights = new TreeMap<>();
        for (Membership membership : shared.memberships()) {
            if (sends(membership.member().rights()) && isMeant(directory, membership.member(), account)) {
                String key = membership.mailbox().key();
                mailboxes.put(key, membership.mailbox());
                rights.computeIfAbsent(key, one -> EnumSet.noneOf(SharedRight.class))
                        .addAll(membership.member().rights());
            }
        }
        List<SendingRight> sending = new ArrayList<>();
        rights.forEach((key, held) -> Optional.ofNullable(mailboxes.get(key))
                .flatMap(directory::account)
                .filter(Account::enabled)
                .ifPresent(mailbox -> sending.add(new SendingRight(mailbox, held.contains(SharedRight.SEND_AS)))));
        return sending;
    }

    private static boolean sends(Set<SharedRight> rights) {
        return rights.contains(SharedRight.SEND_AS) || rights.contains(SharedRight.SEND_ON_BEHALF);
    }

    private static boolean isMeant(Directory directory, Member member, Account account) {
        return account.owns(member.who())
                || directory
                        .find(member.who())
                        .filter(Group.class::isInstance)
                        .filter(group -> accounts(directory, member.who()).stream()
                                .anyMatch(one -> one.address().isSameMailbox(account.address())))
                        .isPresent();
    }

    private static List<Account> accounts(Directory directory, MailAddress who) {
        List<Account> found = new ArrayList<>();
        List<MailAddress> open = new ArrayList<>(List.of(who));
        Set<String> seen = new HashSet<>();
        while (!open.isEmpty() && seen.size() <= GROUPS_LIMIT) {
            Optional<DirectoryEntry> entry = directory.find(open.removeLast());
            if (entry.isPresent() && entry.get() instanceof Group group) {
                if (seen.add(group.address().key())) {
                    open.addAll(group.members());
                }
            } else if (entry.isPresent() && entry.get() instanceof Account account && account.enabled()) {
                found.add(account);
            }
        }
        return found;
    }
}
