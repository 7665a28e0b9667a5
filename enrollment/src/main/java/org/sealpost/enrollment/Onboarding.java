package org.sealpost.enrollment;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.Passwords;
import org.sealpost.identity.SpokenCode;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Mailboxes;
import org.sealpost.pki.KeyArchive;
import org.sealpost.policy.RecipientPolicy;

/**
 * Brings people in and lets them go: an account that was added has its certificates, published, before the method returns;
 * one that was removed is no longer published, while its keys stay, so that old mail can be read.
 */
public final class Onboarding {
    /** In the place of a hash; no password has it. */
    private static final String NO_PASSWORD = "none";

    private final Directory directory;
    private final Passwords passwords;
    private final Mailboxes mailboxes;
    private final KeyArchive keys;
    private final Consumer<MailAddress> enroll;

    /** {@code enroll} gives an account what the enrollment policy says, or takes it away if there is no such account. */
    public Onboarding(
            Directory directory,
            Passwords passwords,
            Mailboxes mailboxes,
            KeyArchive keys,
            Consumer<MailAddress> enroll) {
        this.directory = directory;
        this.passwords = passwords;
        this.mailboxes = mailboxes;
        this.keys = keys;
        this.enroll = enroll;
    }

    /**
     * Returns the password, which is made if none is given; it can be shown now and never again.
     *
     * @throws DirectoryConflict if keys or mail of an earlier account lie under the address: the new one would read with them
     */
    public String join(DirectoryChanges changes, Account account, Optional<String> password) {
        MailAddress address = account.address();
        // An account that is there is for the directory to refuse; nobody left it.
        if (directory.account(address).isEmpty() && isLeftBehind(address)) {
            throw leftBehind(address);
        }
        return add(changes, account, password);
    }

    private static DirectoryConflict leftBehind(MailAddress address) {
        return new DirectoryConflict("there was an account " + address + " before, and its keys or mail are still"
                + " here; a new account would read its old mail. If the same person comes back: add it with"
                + " --again. For another person choose another address");
    }

    /** As {@link #join}, for the same person: old keys and old mail under the address are theirs again. */
    public String comeBack(DirectoryChanges changes, Account account, Optional<String> password) {
        return add(changes, account, password);
    }

    /**
     * Brings in somebody who has no password here, because it is checked elsewhere or given later.
     *
     * @throws DirectoryConflict as {@link #join}
     */
    public void enter(DirectoryChanges changes, Account account) {
        if (directory.account(account.address()).isEmpty() && isLeftBehind(account.address())) {
            throw leftBehind(account.address());
        }
        changes.addAccount(account, NO_PASSWORD);
        enroll.accept(account.address());
        provideReader(changes, account.address());
    }

    private boolean isLeftBehind(MailAddress address) {
        return keys.holdsKeysOf(address.key()) || mailboxes.usedBytes(address) > 0;
    }

    private String add(DirectoryChanges changes, Account account, Optional<String> password) {
        String chosen = password.orElseGet(SpokenCode::password);
        changes.addAccount(account, passwords.hash(chosen.toCharArray()));
        enroll.accept(account.address());
        provideReader(changes, account.address());
        return chosen;
    }

    /** Somebody must read what other servers write to postmaster: until an administrator says who, it is the first person. */
    private void provideReader(DirectoryChanges changes, MailAddress first) {
        if (!directory.isAccepted(first.domain())) {
            // The mailboxes lie on a server behind, which has its own postmaster.
            return;
        }
        MailAddress postmaster = new MailAddress(RecipientPolicy.ROLES.getFirst(), first.domain());
        boolean read = RecipientPolicy.readersOf(postmaster, directory.domains()).stream()
                .anyMatch(reader -> directory.find(reader).isPresent());
        if (!read) {
            changes.addGroup(new Group(postmaster, "Postmaster", List.of(first)));
        }
    }

    public void change(DirectoryChanges changes, Account account) {
        changes.changeAccount(account);
        enroll.accept(account.address());
    }

    public String changePassword(DirectoryChanges changes, MailAddress account, Optional<String> password) {
        String chosen = password.orElseGet(SpokenCode::password);
        changes.changePassword(account, passwords.hash(chosen.toCharArray()));
        return chosen;
    }

    /** Removes the account; its mail goes with it only if that is asked for. */
    public void leave(DirectoryChanges changes, MailAddress account, boolean withMail) {
        changes.remove(account);
        enroll.accept(account);
        if (withMail) {
            mailboxes.removeAll(account);
        }
    }
}
