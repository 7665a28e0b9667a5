package org.sealpost.enrollment;

import java.security.SecureRandom;
import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.Passwords;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Mailboxes;

/**
 * Brings people in and lets them go: an account that was added has its certificates, published, before the method returns;
 * one that was removed is no longer published, while its keys stay, so that old mail can be read.
 */
public final class Onboarding {
    /** Letters and digits that nobody mistakes for each other. */
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private static final int GROUPS = 4;
    private static final int GROUP_LENGTH = 5;

    private final Passwords passwords;
    private final Mailboxes mailboxes;
    private final Consumer<MailAddress> enroll;
    private final SecureRandom random = new SecureRandom();

    /** {@code enroll} gives an account what the enrollment policy says, or takes it away if there is no such account. */
    public Onboarding(Passwords passwords, Mailboxes mailboxes, Consumer<MailAddress> enroll) {
        this.passwords = passwords;
        this.mailboxes = mailboxes;
        this.enroll = enroll;
    }

    /** Returns the password, which is made if none is given; it can be shown now and never again. */
    public String join(DirectoryChanges directory, Account account, Optional<String> password) {
        String chosen = password.orElseGet(this::newPassword);
        directory.addAccount(account, passwords.hash(chosen.toCharArray()));
        enroll.accept(account.address());
        return chosen;
    }

    public void change(DirectoryChanges directory, Account account) {
        directory.changeAccount(account);
        enroll.accept(account.address());
    }

    public String changePassword(DirectoryChanges directory, MailAddress account, Optional<String> password) {
        String chosen = password.orElseGet(this::newPassword);
        directory.changePassword(account, passwords.hash(chosen.toCharArray()));
        return chosen;
    }

    /** Removes the account; its mail goes with it only if that is asked for. */
    public void leave(DirectoryChanges directory, MailAddress account, boolean withMail) {
        directory.remove(account);
        enroll.accept(account);
        if (withMail) {
            mailboxes.removeAll(account);
        }
    }

    /** About 99 bits of chance, easy to read out over the telephone. */
    private String newPassword() {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < GROUPS * GROUP_LENGTH; i++) {
            if (i > 0 && i % GROUP_LENGTH == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }
}
