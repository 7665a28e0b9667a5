package org.sealpost.protocols.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** A directory in memory, and its passwords. */
public final class People implements Directory, PasswordLogin {
    private final List<DirectoryEntry> entries = new ArrayList<>();
    private final Map<String, String> passwords = new HashMap<>();

    public People account(String address, String password, String... aliases) {
        return account(address, password, 0, aliases);
    }

    public People account(String address, String password, long quotaBytes, String... aliases) {
        List<MailAddress> others =
                List.of(aliases).stream().map(MailAddress::parse).toList();
        entries.add(new DirectoryEntry.Account(
                MailAddress.parse(address), address, "", others, Custody.ORGANISATION, quotaBytes, true));
        passwords.put(address, password);
        return this;
    }

    public People group(String address, String... members) {
        entries.add(new DirectoryEntry.Group(
                MailAddress.parse(address),
                address,
                List.of(members).stream().map(MailAddress::parse).toList()));
        return this;
    }

    @Override
    public Optional<MailAddress> login(String name, char[] password, String clientAddress) {
        return name.indexOf('@') < 1
                ? Optional.empty()
                : account(MailAddress.parse(name))
                        .map(DirectoryEntry.Account::address)
                        .filter(address -> new String(password).equals(passwords.get(address.toString())));
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
