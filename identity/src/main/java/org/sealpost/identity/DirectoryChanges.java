package org.sealpost.identity;

import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/** Changes to the directory. Each is on disk when the method returns, or throws {@link DirectoryConflict}. */
public interface DirectoryChanges {
    void addDomain(Domain domain);

    /** Refused while accounts, groups or units are in the domain. */
    void removeDomain(Domain domain);

    /** Adds the unit, and those above it that are not there yet. */
    void addUnit(OrganizationalUnit unit);

    void removeUnit(OrganizationalUnit unit);

    /** Adds the account with its password hash, in the form that {@link Passwords} made. */
    void addAccount(DirectoryEntry.Account account, String passwordHash);

    /** Replaces the account of the same address: name, unit, aliases, custody, quota, enabled. */
    void changeAccount(DirectoryEntry.Account account);

    void changePassword(MailAddress account, String passwordHash);

    void addGroup(DirectoryEntry.Group group);

    void changeGroup(DirectoryEntry.Group group);

    void addContact(DirectoryEntry.Contact contact);

    /** Removes an account, group or contact. */
    void remove(MailAddress address);
}
