package org.sealpost.identity;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** The directory as everybody in the house reads it. Addresses are compared without case; aliases find their account. */
public interface Directory {
    /** The entry under this address or alias. */
    Optional<DirectoryEntry> find(MailAddress address);

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

    default Optional<DirectoryEntry.Account> account(MailAddress address) {
        return find(address)
                .flatMap(entry ->
                        entry instanceof DirectoryEntry.Account account ? Optional.of(account) : Optional.empty());
    }
}
