package org.sealpost.store;

import java.sql.SQLException;
import java.util.List;
import org.sealpost.identity.DirectoryChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Person;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;
import org.sealpost.store.database.Sql;

/** Changes the directory in the database; each change is one transaction and refuses what would not fit. */
public final class DirectoryEditor implements DirectoryChanges {
    private final Database database;

    public DirectoryEditor(Database database) {
        this.database = database;
    }

    @Override
    public void addDomain(Domain domain) {
        insert(domain + " is accepted already", sql -> sql.update("INSERT INTO domain VALUES (?)", domain.name()));
    }

    @Override
    public void removeDomain(Domain domain) {
        database.write(Versioned.raised(sql -> {
            long entries = sql.count(
                    "SELECT COUNT(*) FROM entry_address WHERE key LIKE ? AND entry_key IN"
                            + " (SELECT key FROM entry WHERE kind <> 'contact')",
                    "%@" + domain.name());
            long units = sql.count("SELECT COUNT(*) FROM unit WHERE domain = ?", domain.name());
            long computers = sql.count("SELECT COUNT(*) FROM computer WHERE domain = ?", domain.name());
            if (entries + units + computers > 0) {
                throw new DirectoryConflict(domain + " still has " + entries + " addresses, " + units + " units and "
                        + computers + " computers; remove them first");
            }
            sql.update("DELETE FROM publication WHERE domain = ?", domain.name());
            return expectOne(
                    sql.update("DELETE FROM domain WHERE name = ?", domain.name()),
                    domain + " is not an accepted domain");
        }));
    }

    @Override
    public void addUnit(OrganizationalUnit unit) {
        insert("unit " + unit.path() + " is there already in " + unit.domain(), sql -> {
            Places.requireDomain(sql, unit.domain());
            // A unit lies in the unit above it, up to the domain; what is missing on the way is made.
            for (String above : unit.above()) {
                sql.update(
                        "INSERT INTO unit VALUES (?, ?) ON CONFLICT DO NOTHING",
                        unit.domain().name(),
                        above);
            }
            return sql.update("INSERT INTO unit VALUES (?, ?)", unit.domain().name(), unit.path());
        });
    }

    @Override
    public void removeUnit(OrganizationalUnit unit) {
        database.write(Versioned.raised(sql -> {
            long people = sql.count(
                    "SELECT COUNT(*) FROM entry WHERE unit = ? AND key LIKE ?",
                    unit.path(),
                    "%@" + unit.domain().name());
            long computers = sql.count(
                    "SELECT COUNT(*) FROM computer WHERE unit = ? AND domain = ?",
                    unit.path(),
                    unit.domain().name());
            if (people + computers > 0) {
                throw new DirectoryConflict("unit " + unit.path() + " still has " + people + " accounts and "
                        + computers + " computers; move them first");
            }
            long below = sql.count(
                    "SELECT COUNT(*) FROM unit WHERE domain = ? AND SUBSTR(path, 1, ?) = ?",
                    unit.domain().name(),
                    unit.path().length() + 1,
                    unit.path() + "/");
            if (below > 0) {
                throw new DirectoryConflict("unit " + unit.path() + " still has " + below + " units below it");
            }
            return expectOne(
                    sql.update(
                            "DELETE FROM unit WHERE domain = ? AND path = ?",
                            unit.domain().name(),
                            unit.path()),
                    "no unit " + unit.path() + " in " + unit.domain());
        }));
    }

    @Override
    public void addAccount(Account account, String passwordHash) {
        insertEntry(account.address(), sql -> {
            requirePlace(sql, account);
            sql.update(
                    "INSERT INTO entry (key, kind, address, display_name, search_text, unit, custody, quota_bytes, enabled,"
                            + " password_hash) VALUES (?, 'account', ?, ?, ?, ?, ?, ?, ?, ?)",
                    account.address().key(),
                    account.address().toString(),
                    account.displayName(),
                    EntryWords.of(account, account.addresses(), account.person()),
                    account.unit(),
                    account.custody().name(),
                    account.quotaBytes(),
                    account.enabled(),
                    passwordHash);
            writePerson(sql, account.address(), account.person());
            return insertAddresses(sql, account.address(), account.addresses());
        });
    }

    @Override
    public void changeAccount(Account account) {
        insertEntry(account.address(), sql -> {
            requirePlace(sql, account);
            expectOne(
                    sql.update(
                            "UPDATE entry SET display_name = ?, search_text = ?, unit = ?, custody = ?, quota_bytes = ?,"
                                    + " enabled = ? WHERE key = ? AND kind = 'account'",
                            account.displayName(),
                            EntryWords.of(account, account.addresses(), account.person()),
                            account.unit(),
                            account.custody().name(),
                            account.quotaBytes(),
                            account.enabled(),
                            account.address().key()),
                    "no account " + account.address());
            writePerson(sql, account.address(), account.person());
            sql.update(
                    "DELETE FROM entry_address WHERE entry_key = ?",
                    account.address().key());
            return insertAddresses(sql, account.address(), account.addresses());
        });
    }

    @Override
    public void changePassword(MailAddress account, String passwordHash) {
        database.write(sql -> expectOne(
                sql.update(
                        "UPDATE entry SET password_hash = ? WHERE key = ? AND kind = 'account'",
                        passwordHash,
                        account.key()),
                "no account " + account));
    }

    @Override
    public void addGroup(Group group) {
        insertEntry(group.address(), sql -> {
            Places.requireDomain(sql, group.address().domain());
            EntryWords.requirePlain(group.address());
            insertPlain(sql, "group", group, Person.UNKNOWN);
            return insertMembers(sql, group);
        });
    }

    @Override
    public void changeGroup(Group group) {
        database.write(Versioned.raised(sql -> {
            expectOne(
                    sql.update(
                            "UPDATE entry SET display_name = ?, search_text = ? WHERE key = ? AND kind = 'group'",
                            group.displayName(),
                            EntryWords.of(group, List.of(group.address()), Person.UNKNOWN),
                            group.address().key()),
                    "no group " + group.address());
            sql.update(
                    "DELETE FROM group_member WHERE group_key = ?",
                    group.address().key());
            return insertMembers(sql, group);
        }));
    }

    @Override
    public void addContact(Contact contact) {
        insertEntry(contact.address(), sql -> {
            if (sql.count(
                            "SELECT COUNT(*) FROM domain WHERE name = ?",
                            contact.address().domain().name())
                    > 0) {
                throw new DirectoryConflict(contact.address().domain()
                        + " is one of our own domains; contacts are people outside: use user add");
            }
            return insertPlain(sql, "contact", contact, contact.person());
        });
    }

    @Override
    public void changeContact(Contact contact) {
        database.write(Versioned.raised(sql -> {
            writePerson(sql, contact.address(), contact.person());
            return expectOne(
                    sql.update(
                            "UPDATE entry SET display_name = ?, search_text = ? WHERE key = ? AND kind = 'contact'",
                            contact.displayName(),
                            EntryWords.of(contact, List.of(contact.address()), contact.person()),
                            contact.address().key()),
                    "no contact " + contact.address());
        }));
    }

    @Override
    public void remove(MailAddress address) {
        database.write(Versioned.raised(sql -> {
            sql.update("DELETE FROM group_member WHERE group_key = ?", address.key());
            sql.update("DELETE FROM entry_address WHERE entry_key = ?", address.key());
            PrivateContactStore.removeAll(sql, address);
            FilterStore.removeAll(sql, address);
            SealedMailStore.removeAll(sql, address);
            return expectOne(
                    sql.update("DELETE FROM entry WHERE key = ?", address.key()),
                    "no account, group or contact with the address " + address);
        }));
    }

    private static int insertPlain(Sql sql, String kind, DirectoryEntry entry, Person person) throws SQLException {
        sql.update(
                "INSERT INTO entry (key, kind, address, display_name, search_text) VALUES (?, ?, ?, ?, ?)",
                entry.address().key(),
                kind,
                entry.address().toString(),
                entry.displayName(),
                EntryWords.of(entry, List.of(entry.address()), person));
        writePerson(sql, entry.address(), person);
        return insertAddresses(sql, entry.address(), List.of(entry.address()));
    }

    private static void writePerson(Sql sql, MailAddress address, Person person) throws SQLException {
        sql.update(
                "UPDATE entry SET given_name = ?, surname = ?, title = ?, department = ?, telephone = ?, organisation = ?"
                        + " WHERE key = ?",
                person.givenName(),
                person.surname(),
                person.title(),
                person.department(),
                person.telephone(),
                person.organisation(),
                address.key());
    }

    private static int insertAddresses(Sql sql, MailAddress owner, List<MailAddress> addresses) throws SQLException {
        int position = 0;
        for (MailAddress address : addresses) {
            sql.update(
                    "INSERT INTO entry_address VALUES (?, ?, ?, ?)",
                    address.key(),
                    address.toString(),
                    owner.key(),
                    position++);
        }
        return position;
    }

    private static int insertMembers(Sql sql, Group group) throws SQLException {
        int position = 0;
        for (MailAddress member : group.members()) {
            sql.update(
                    "INSERT INTO group_member VALUES (?, ?, ?)", group.address().key(), position++, member.toString());
        }
        return position;
    }

    private void insertEntry(MailAddress address, Database.Work<Integer> work) {
        insert("the address " + address + ", or one of its aliases, is in use already", work);
    }

    private void insert(String conflict, Database.Work<Integer> work) {
        try {
            database.write(Versioned.raised(work));
        } catch (DuplicateKey e) {
            throw new DirectoryConflict(conflict);
        }
    }

    private static void requirePlace(Sql sql, Account account) throws SQLException {
        Places.requireOnePlace(sql, account.addresses());
        for (MailAddress address : account.addresses()) {
            EntryWords.requirePlain(address);
        }
        Places.requireUnit(sql, account.address().domain(), account.unit());
    }

    private static int expectOne(int rows, String otherwise) {
        if (rows != 1) {
            throw new DirectoryConflict(otherwise);
        }
        return rows;
    }
}
