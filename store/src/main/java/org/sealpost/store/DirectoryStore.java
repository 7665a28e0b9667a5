package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.DirectoryEntry.Contact;
import org.sealpost.identity.DirectoryEntry.Group;
import org.sealpost.identity.DirectoryVersion;
import org.sealpost.identity.OrganizationalUnit;
import org.sealpost.identity.Person;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Sql;

/** Domains, units, accounts, groups and contacts, as read from the database. */
public final class DirectoryStore implements Directory, DirectoryVersion {
    private static final String COLUMNS = "e.key, e.kind, e.address, e.display_name, e.unit, e.custody,"
            + " e.quota_bytes, e.enabled, e.given_name, e.surname, e.title, e.department, e.telephone, e.organisation"
            + " FROM entry e ";
    private static final int EVERYTHING = 1_000_000;
    private static final int GROUPS_LIMIT = 10_000;

    private final Database database;

    public DirectoryStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<DirectoryEntry> find(MailAddress address) {
        return database.known(
                List.of("entry", address.key()),
                sql -> sql
                        .list(
                                "SELECT " + COLUMNS + "JOIN entry_address a ON a.entry_key = e.key WHERE a.key = ?",
                                row -> Row.of(row),
                                address.key())
                        .stream()
                        .findFirst()
                        .map(row -> entry(sql, row)));
    }

    @Override
    public boolean isPerson(MailAddress address) {
        return database.<Long>read(sql -> sql.count(
                        "SELECT COUNT(*) FROM entry_address a JOIN entry e ON e.key = a.entry_key"
                                + " WHERE a.key = ? AND e.kind <> 'group'",
                        address.key()))
                > 0;
    }

    @Override
    public Set<String> groupsOf(Account account) {
        return database.known(List.of("groups of", account.addresses()), sql -> {
            Set<String> groups = new LinkedHashSet<>();
            Deque<String> members = new ArrayDeque<>(
                    account.addresses().stream().map(MailAddress::key).toList());
            while (!members.isEmpty() && groups.size() < GROUPS_LIMIT) {
                sql
                        .list(
                                "SELECT group_key FROM group_member WHERE LOWER(address) = ?",
                                row -> row.getString(1),
                                members.removeFirst())
                        .stream()
                        .filter(groups::add)
                        .forEach(members::addLast);
            }
            return Set.copyOf(groups);
        });
    }

    @Override
    public boolean isAccepted(Domain domain) {
        return database.<Long>known(
                        List.of("domain", domain.name()),
                        sql -> sql.count("SELECT COUNT(*) FROM domain WHERE name = ?", domain.name()))
                > 0;
    }

    @Override
    public List<Domain> domains() {
        return database.known(
                List.of("domains"),
                sql -> List.copyOf(
                        sql.list("SELECT name FROM domain ORDER BY name", row -> new Domain(row.getString(1)))));
    }

    @Override
    public List<DirectoryEntry> search(String text, int limit) {
        return database.read(sql ->
                entries(sql, "WHERE e.search_text LIKE ? ESCAPE '!' ORDER BY e.key LIMIT ?", pattern(text), limit));
    }

    private static String pattern(String text) {
        return "%" + text.toLowerCase(Locale.ROOT).replaceAll("([%_!])", "!$1") + "%";
    }

    @Override
    public List<DirectoryEntry> searchAfter(String text, String key, int limit) {
        return database.read(sql -> entries(
                sql,
                "WHERE e.key > ? AND e.search_text LIKE ? ESCAPE '!' ORDER BY e.key LIMIT ?",
                key,
                pattern(text),
                limit));
    }

    @Override
    public List<Account> accounts() {
        return database
                .read(sql -> entries(sql, "WHERE e.kind = 'account' ORDER BY e.key LIMIT ?", EVERYTHING))
                .stream()
                .map(Account.class::cast)
                .toList();
    }

    @Override
    public List<OrganizationalUnit> units() {
        return database.read(sql -> sql.list(
                "SELECT domain, path FROM unit ORDER BY domain, path",
                row -> new OrganizationalUnit(new Domain(row.getString(1)), row.getString(2))));
    }

    @Override
    public long version() {
        return database.known(
                        List.of("version"),
                        sql -> sql.one("SELECT version FROM directory_version", row -> row.getLong(1)))
                .orElseThrow();
    }

    /** The password hash of an enabled account; {@code address} may be an alias. */
    Optional<String> passwordHash(MailAddress address) {
        return database.read(sql -> sql.one(
                "SELECT e.password_hash FROM entry e JOIN entry_address a ON a.entry_key = e.key"
                        + " WHERE a.key = ? AND e.kind = 'account' AND e.enabled = 1",
                row -> row.getString(1),
                address.key()));
    }

    private static List<DirectoryEntry> entries(Sql sql, String where, @Nullable Object... arguments)
            throws SQLException {
        List<DirectoryEntry> result = new ArrayList<>();
        for (Row row : sql.list("SELECT " + COLUMNS + where, Row::of, arguments)) {
            result.add(entry(sql, row));
        }
        return result;
    }

    private static DirectoryEntry entry(Sql sql, Row row) {
        MailAddress address = MailAddress.parse(row.address);
        try {
            return switch (row.kind) {
                case "account" ->
                    new Account(
                            address,
                            row.displayName,
                            row.unit,
                            addresses(
                                    sql,
                                    "SELECT address FROM entry_address WHERE entry_key = ? AND position > 0 ORDER BY position",
                                    row.key),
                            Custody.valueOf(row.custody),
                            row.quotaBytes,
                            row.enabled,
                            row.person);
                case "group" ->
                    new Group(
                            address,
                            row.displayName,
                            addresses(
                                    sql,
                                    "SELECT address FROM group_member WHERE group_key = ? ORDER BY position",
                                    row.key));
                default -> new Contact(address, row.displayName, row.person);
            };
        } catch (SQLException e) {
            throw new IllegalStateException("cannot read the entry of " + address, e);
        }
    }

    private static List<MailAddress> addresses(Sql sql, String query, String key) throws SQLException {
        return List.copyOf(sql.list(query, row -> MailAddress.parse(row.getString(1)), key));
    }

    /** A row of the table entry, before its addresses or members are added. */
    private record Row(
            String key,
            String kind,
            String address,
            String displayName,
            String unit,
            String custody,
            long quotaBytes,
            boolean enabled,
            Person person) {
        static Row of(ResultSet row) throws SQLException {
            return new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getString(5),
                    row.getString(6),
                    row.getLong(7),
                    row.getInt(8) == 1,
                    new Person(
                            Optional.ofNullable(row.getString(9)),
                            Optional.ofNullable(row.getString(10)),
                            Optional.ofNullable(row.getString(11)),
                            Optional.ofNullable(row.getString(12)),
                            Optional.ofNullable(row.getString(13)),
                            Optional.ofNullable(row.getString(14))));
        }
    }
}
