package org.sealpost.protocols.smtp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Passwords;
import org.sealpost.identity.ScramVerifier;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;

/** The people of example.org: ann (alias anna), bob, the disabled carl, and the group all, which holds itself. */
final class FixedDirectory implements Directory, Passwords {
    static final String PASSWORD = "correct horse";
    /** Of {@link #PASSWORD}, computed by another program. */
    private static final ScramVerifier VERIFIER = ScramVerifier.parse("4096:AAAAAAAAAAAAAAAAAAAAAQ==:"
            + "5JA2PcIDFxV/aQEi218nHuczO9/PwPKeNXPRWntmLNU=:" + "ELi8wahEoLsuCeQoJd9TXoz8BMcFC22d67b+0XkcFjU=");

    private static final Domain HOME = new Domain("example.org");

    private final List<DirectoryEntry> entries = new ArrayList<>(List.of(
            account("ann@example.org", true, "anna@example.org"),
            account("bob@example.org", true),
            account("carl@example.org", false),
            group("all@example.org", "ann@example.org", "more@example.org", "carl@example.org"),
            group("more@example.org", "bob@example.org", "all@example.org", "ANN@example.org", "guest@example.net"),
            group("nobody@example.org", "carl@example.org")));

    boolean silent;
    private int passwordChanges;

    void add(DirectoryEntry entry) {
        entries.add(entry);
    }

    static DirectoryEntry.Account account(String address, boolean enabled, String... aliases) {
        return new DirectoryEntry.Account(
                MailAddress.parse(address), address, "", addresses(aliases), Custody.ORGANISATION, 0, enabled);
    }

    private static DirectoryEntry.Group group(String address, String... members) {
        return new DirectoryEntry.Group(MailAddress.parse(address), address, addresses(members));
    }

    private static List<MailAddress> addresses(String... texts) {
        return java.util.Arrays.stream(texts).map(MailAddress::parse).toList();
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) {
        return entries.stream().filter(entry -> answersTo(entry, address)).findFirst();
    }

    private static boolean answersTo(DirectoryEntry entry, MailAddress address) {
        return entry instanceof DirectoryEntry.Account account
                ? account.owns(address)
                : entry.address().isSameMailbox(address);
    }

    @Override
    public boolean isAccepted(Domain domain) {
        return Set.of(HOME).contains(domain);
    }

    @Override
    public List<Domain> domains() {
        return List.of(HOME);
    }

    @Override
    public List<DirectoryEntry> search(String text, int limit) {
        return entries.stream().limit(limit).toList();
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

    @Override
    public String hash(char[] password) {
        throw new UnsupportedOperationException("not needed here");
    }

    @Override
    public Optional<String> version(MailAddress account) {
        if (silent) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the store does not answer");
        }
        return account(account).filter(DirectoryEntry.Account::enabled).map(known -> Integer.toString(passwordChanges));
    }

    /** The account of this address is disabled from now on. */
    void disable(String address) {
        entries.replaceAll(entry -> entry.address().toString().equals(address) ? account(address, false) : entry);
    }

    void changePasswords() {
        passwordChanges++;
    }

    @Override
    public boolean check(MailAddress account, char[] password) {
        return PASSWORD.contentEquals(new String(password))
                && account(account).filter(DirectoryEntry.Account::enabled).isPresent();
    }

    @Override
    public ScramVerifier verifier(MailAddress account) {
        return check(account, PASSWORD.toCharArray()) ? VERIFIER : madeUp(account.key());
    }

    @Override
    public ScramVerifier madeUp(String name) {
        return new ScramVerifier(new byte[16], 4096, new byte[32], new byte[32]);
    }
}
