package org.sealpost.enrollment;

import java.time.Clock;
import java.util.List;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Person;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Changes the directory for one administrator. Each change is in the audit log before it is made; a refusal is there, too. */
public final class AuditedDirectory implements DirectoryChanges {
    private final DirectoryChanges directory;
    private final AuditLog auditLog;
    private final Clock clock;
    private final String actor;

    public AuditedDirectory(DirectoryChanges directory, AuditLog auditLog, Clock clock, String actor) {
        this.directory = directory;
        this.auditLog = auditLog;
        this.clock = clock;
        this.actor = actor;
    }

    @Override
    public void addDomain(Domain domain) {
        change(domain, "add domain", () -> directory.addDomain(domain));
    }

    @Override
    public void removeDomain(Domain domain) {
        change(domain, "remove domain", () -> directory.removeDomain(domain));
    }

    @Override
    public void addUnit(OrganizationalUnit unit) {
        change(unit.domain(), "add unit " + unit.path(), () -> directory.addUnit(unit));
    }

    @Override
    public void removeUnit(OrganizationalUnit unit) {
        change(unit.domain(), "remove unit " + unit.path(), () -> directory.removeUnit(unit));
    }

    @Override
    public void addAccount(Account account, String passwordHash) {
        change(account.address(), "add account", () -> directory.addAccount(account, passwordHash));
    }

    @Override
    public void changeAccount(Account account) {
        String now = "change account: name " + account.displayName() + ", unit " + account.unit() + ", aliases "
                + account.aliases() + ", custody " + account.custody() + ", quota " + account.quotaBytes()
                + ", enabled "
                + account.enabled() + told(account.person());
        change(account.address(), now, () -> directory.changeAccount(account));
    }

    @Override
    public void changePassword(MailAddress account, String passwordHash) {
        change(account, "change password", () -> directory.changePassword(account, passwordHash));
    }

    @Override
    public void addGroup(Group group) {
        change(group.address(), "add group with " + group.members(), () -> directory.addGroup(group));
    }

    @Override
    public void changeGroup(Group group) {
        change(group.address(), "change group: members " + group.members(), () -> directory.changeGroup(group));
    }

    @Override
    public void addContact(Contact contact) {
        change(contact.address(), "add contact", () -> directory.addContact(contact));
    }

    @Override
    public void changeContact(Contact contact) {
        String now = "change contact: name " + contact.displayName() + told(contact.person());
        change(contact.address(), now, () -> directory.changeContact(contact));
    }

    @Override
    public void remove(MailAddress address) {
        change(address, "remove", () -> directory.remove(address));
    }

    private static String told(Person person) {
        return person.words().findAny().isEmpty()
                ? ""
                : ", person " + String.join(", ", person.words().toList());
    }

    private void change(Object subject, String what, Runnable change) {
        record(subject, what);
        try {
            change.run();
        } catch (DirectoryConflict e) {
            record(subject, what + ": refused, " + e.getMessage());
            throw e;
        }
    }

    private void record(Object subject, String outcome) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                actor,
                subject.toString(),
                outcome,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor))));
    }
}
