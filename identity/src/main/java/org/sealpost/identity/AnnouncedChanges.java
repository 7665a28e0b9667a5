package org.sealpost.identity;

import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;

/**
 * Changes the directory and tells, after each change, those who must look at it again.
 *
 * @param announcement after every change
 * @param many after a change that may concern many, such as that of a group
 */
public record AnnouncedChanges(DirectoryChanges changes, Runnable announcement, Runnable many)
        implements DirectoryChanges {
    @Override
    public void addDomain(Domain domain) {
        changes.addDomain(domain);
        announcement.run();
    }

    @Override
    public void removeDomain(Domain domain) {
        changes.removeDomain(domain);
        announcement.run();
    }

    @Override
    public void addUnit(OrganizationalUnit unit) {
        changes.addUnit(unit);
        announcement.run();
    }

    @Override
    public void removeUnit(OrganizationalUnit unit) {
        changes.removeUnit(unit);
        announcement.run();
        many.run();
    }

    @Override
    public void addAccount(DirectoryEntry.Account account, String passwordHash) {
        changes.addAccount(account, passwordHash);
        announcement.run();
    }

    @Override
    public void changeAccount(DirectoryEntry.Account account) {
        changes.changeAccount(account);
        announcement.run();
    }

    @Override
    public void changePassword(MailAddress account, String passwordHash) {
        changes.changePassword(account, passwordHash);
        announcement.run();
    }

    @Override
    public void addGroup(DirectoryEntry.Group group) {
        changes.addGroup(group);
        announcement.run();
        many.run();
    }

    @Override
    public void changeGroup(DirectoryEntry.Group group) {
        changes.changeGroup(group);
        announcement.run();
        many.run();
    }

    @Override
    public void addContact(DirectoryEntry.Contact contact) {
        changes.addContact(contact);
        announcement.run();
    }

    @Override
    public void remove(MailAddress address) {
        changes.remove(address);
        announcement.run();
        many.run();
    }
}
