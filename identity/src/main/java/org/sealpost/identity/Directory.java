package org.sealpost.identity;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** The directory as everybody in the house reads it. Addresses are compared without case; aliases find their account. */
public interface Directory {
    /** The entry under this address or alias. */
    Optional<DirectoryEntry> find(MailAddress address);

    /** Whether this is the address of somebody, here or outside, and not of a group. */
    default boolean isPerson(MailAddress address) {
        return find(address)
                .filter(entry -> !(entry instanceof DirectoryEntry.Group))
                .isPresent();
    }

    boolean isAccepted(Domain domain);

    List<Domain> domains();

    /** Entries with the text in a name, an address or what is told of the person, case ignored, in order of address; all for an empty text. */
    List<DirectoryEntry> search(String text, int limit);

    /**
     * The next of those that {@link #search} finds, in an order that stays the same: only entries after this key. To walk
     * through all, start with "" and go on after the key of the last address.
     */
    default List<DirectoryEntry> searchAfter(String text, String key, int limit) {
        return search(text, Integer.MAX_VALUE).stream()
                .filter(entry -> entry.address().key().compareTo(key) > 0)
                .sorted(Comparator.comparing(entry -> entry.address().key()))
                .limit(limit)
                .toList();
    }

    List<DirectoryEntry.Account> accounts();

    List<OrganizationalUnit> units();

    /** The addresses, in lower case, of all groups that contain an account under any of its addresses, also through other groups. */
    default Set<String> groupsOf(DirectoryEntry.Account account) {
        List<DirectoryEntry.Group> all = search("", Integer.MAX_VALUE).stream()
                .flatMap(entry -> entry instanceof DirectoryEntry.Group group ? Stream.of(group) : Stream.empty())
                .toList();
        Set<String> members = new HashSet<>();
        account.addresses().forEach(address -> members.add(address.key()));
        Set<String> groups = new HashSet<>();
        boolean more = true;
        while (more) {
            more = false;
            for (DirectoryEntry.Group group : all) {
                boolean inside = group.members().stream().anyMatch(member -> members.contains(member.key()));
                if (inside && groups.add(group.address().key())) {
                    members.add(group.address().key());
                    more = true;
                }
            }
        }
        return groups;
    }

    default Optional<DirectoryEntry.Account> account(MailAddress address) {
        return find(address)
                .flatMap(entry ->
                        entry instanceof DirectoryEntry.Account account ? Optional.of(account) : Optional.empty());
    }
}
