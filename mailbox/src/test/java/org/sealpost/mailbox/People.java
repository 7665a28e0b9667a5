package org.sealpost.mailbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.core.Username;
import org.apache.james.mailbox.MailboxSession;
import org.apache.james.mailbox.MailboxSessionUtil;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** A directory in memory. */
final class People implements Directory {
    static final MailboxSession SESSION = MailboxSessionUtil.create(Username.of("ann@example.org"));

    private final List<DirectoryEntry> entries = new ArrayList<>();

    People account(String address, String... aliases) {
        return account(address, 0, aliases);
    }

    People account(String address, long quotaBytes, String... aliases) {
        List<MailAddress> others =
                List.of(aliases).stream().map(MailAddress::parse).toList();
        entries.removeIf(entry -> entry.address().key().equals(address));
        entries.add(new DirectoryEntry.Account(
                MailAddress.parse(address), address, "", others, Custody.ORGANISATION, quotaBytes, true));
        return this;
    }

    People group(String address, String... members) {
        entries.add(new DirectoryEntry.Group(
                MailAddress.parse(address),
                address,
                List.of(members).stream().map(MailAddress::parse).toList()));
        return this;
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) {
        return entries.stream()
                .filter(entry -> entry.address().isSameMailbox(address)
                        || entry instanceof DirectoryEntry.Account account && account.owns(address))
                .findFirst();
    }

    @Override
    public boolean isAccepted(Domain domain) {
        return true;
    }

    @Override
    public List<Domain> domains() {
        return List.of();
    }

    @Override
    public List<DirectoryEntry> search(String text, int limit) {
        return entries.stream()
                .filter(entry -> entry.address().key().contains(text))
                .limit(limit)
                .toList();
    }

    @Override
    public List<DirectoryEntry.Account> accounts() {
        return entries.stream()
                .filter(DirectoryEntry.Account.class::isInstance)
                .map(DirectoryEntry.Account.class::cast)
                .toList();
    }

    @Override
    public List<OrganizationalUnit> units() {
        return List.of();
    }
}
