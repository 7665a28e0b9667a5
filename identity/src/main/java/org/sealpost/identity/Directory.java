package org.sealpost.identity;

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

    /** Entries whose name or address contains the text, case ignored, in order of address; all for an empty text. */
    List<DirectoryEntry> search(String text, int limit);

    List<DirectoryEntry.Account> accounts();

    List<OrganizationalUnit> units();

    default Optional<DirectoryEntry.Account> account(MailAddress address) {
        return find(address)
                .flatMap(entry ->
                        entry instanceof DirectoryEntry.Account account ? Optional.of(account) : Optional.empty());
    }
}
