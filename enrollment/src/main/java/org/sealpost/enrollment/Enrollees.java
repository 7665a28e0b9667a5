package org.sealpost.enrollment;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.sealpost.identity.Computer;
import org.sealpost.identity.Computers;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Enrollee;
import org.sealpost.mail.MailAddress;

/** Finds those who may hold certificates in the directory: accounts and computers. */
public record Enrollees(Directory directory, Computers computers) {
    /** By the name under which the book keeps their certificates. */
    Optional<Enrollee> find(String owner, boolean withGroups) {
        if (Computer.isKey(owner)) {
            return computers
                    .find(owner.substring(owner.indexOf('/') + 1))
                    .filter(computer -> computer.key().equals(owner))
                    .map(Enrollee::of);
        }
        return owner.contains("@")
                ? directory
                        .account(MailAddress.parse(owner))
                        .filter(account -> account.address().key().equals(owner))
                        .map(account -> enrollee(account, withGroups))
                : Optional.empty();
    }

    /** The owner's name of an account, by its address or an alias; of one that is gone the address itself. */
    String owner(MailAddress address) {
        return directory.account(address).map(Account::address).orElse(address).key();
    }

    /** All, by owner, in order. */
    TreeMap<String, Enrollee> all(boolean withGroups) {
        TreeMap<String, Enrollee> all = new TreeMap<>();
        directory.accounts().forEach(account -> all.put(account.address().key(), enrollee(account, withGroups)));
        computers.all().forEach(computer -> all.put(computer.key(), Enrollee.of(computer)));
        return all;
    }

    private Enrollee enrollee(Account account, boolean withGroups) {
        return Enrollee.of(account, withGroups ? directory.groupsOf(account) : Set.of());
    }

    /** Whether a name of the book is that of an account or computer, not of a part of the house. */
    static boolean isEnrollee(String owner, Map<String, Enrollee> known) {
        return known.containsKey(owner) || owner.contains("@") || Computer.isKey(owner);
    }
}
