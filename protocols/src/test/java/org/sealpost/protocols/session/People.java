package org.sealpost.protocols.session;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.protocols.LoggedIn;

/** A directory in memory, and its passwords. */
public final class People implements Directory, PasswordLogin {
    private final List<DirectoryEntry> entries = new ArrayList<>();
    private final Map<String, String> passwords = new HashMap<>();
    private final Set<String> revoked = ConcurrentHashMap.newKeySet();

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
    public Optional<LoggedIn> login(String name, char[] password, String clientAddress) {
        return name.indexOf('@') < 1
                ? Optional.empty()
                : account(MailAddress.parse(name))
                        .filter(account -> new String(password)
                                .equals(passwords.get(account.address().toString())))
                        .map(account -> new LoginOfTest(account, () -> !isRevoked(account)));
    }

    /** Logins of this account count no more. */
    public void revoke(String address) {
        revoked.add(address);
    }

    /** A login that counts for ever. */
    public static LoggedIn login(String address) {
        return new LoginOfTest(
                new DirectoryEntry.Account(
                        MailAddress.parse(address), address, "", List.of(), Custody.ORGANISATION, 0, true),
                () -> true);
    }

    private boolean isRevoked(DirectoryEntry.Account account) {
        return revoked.contains(account.address().toString());
    }

    private record LoginOfTest(DirectoryEntry.Account account, BooleanSupplier good) implements LoggedIn {
        @Override
        public boolean counts() {
            return good.getAsBoolean();
        }
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
