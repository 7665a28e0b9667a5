package org.sealpost.store;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.sealpost.identity.Role;
import org.sealpost.identity.Roles;
import org.sealpost.mail.Change;
import org.sealpost.store.database.Database;

/** Who has which roles, in the database. */
public final class RoleStore implements Roles {
    private final Database database;

    public RoleStore(Database database) {
        this.database = database;
    }

    @Override
    public Set<Role> of(String person) {
        return Set.copyOf(database.read(sql -> sql.list(
                "SELECT role FROM role_grant WHERE person = ?", row -> Role.valueOf(row.getString(1)), person)));
    }

    @Override
    public Map<String, Set<Role>> all() {
        Map<String, Set<Role>> all = new TreeMap<>();
        database.read(sql -> sql.list(
                "SELECT person, role FROM role_grant",
                row -> all.computeIfAbsent(row.getString(1), person -> EnumSet.noneOf(Role.class))
                        .add(Role.valueOf(row.getString(2)))));
        return all;
    }

    @Override
    public Change granting(String person, Role role, boolean granted) {
        return () -> database.write(sql -> sql.update(
                granted
                        ? "INSERT INTO role_grant (person, role) VALUES (?, ?) ON CONFLICT DO NOTHING"
                        : "DELETE FROM role_grant WHERE person = ? AND role = ?",
                person,
                role.name()));
    }
}
