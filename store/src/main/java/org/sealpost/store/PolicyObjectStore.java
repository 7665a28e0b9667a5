package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.sealpost.identity.PolicyObject;
import org.sealpost.identity.PolicyObject.Switches;
import org.sealpost.identity.PolicyObjects;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;

/** The policy objects of autoenrolment in the database. */
public final class PolicyObjectStore implements PolicyObjects {
    private final Database database;

    public PolicyObjectStore(Database database) {
        this.database = database;
    }

    @Override
    public List<PolicyObject> policies() {
        return database.read(sql -> sql.list(
                "SELECT name, domain, unit, enforced, enroll, renew, follow, templates, trustees FROM enrollment_policy"
                        + " ORDER BY name",
                PolicyObjectStore::policy));
    }

    @Override
    public Set<String> blocked() {
        return Set.copyOf(
                database.read(sql -> sql.list("SELECT place FROM enrollment_block", row -> row.getString(1))));
    }

    @Override
    public Change putting(PolicyObject policy) {
        return () -> database.write(sql -> {
            sql.update("DELETE FROM enrollment_policy WHERE name = ?", policy.name());
            return sql.update(
                    "INSERT INTO enrollment_policy (name, domain, unit, enforced, enroll, renew, follow, templates, trustees)"
                            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    policy.name(),
                    policy.domain().map(Domain::name),
                    policy.unit(),
                    policy.enforced(),
                    policy.switches().enroll(),
                    policy.switches().renew(),
                    policy.switches().update(),
                    String.join("\n", policy.templates()),
                    policy.only().stream().map(Trustee::toString).collect(Collectors.joining("\n")));
        });
    }

    @Override
    public Change removing(String name) {
        return () -> database.write(sql -> sql.update("DELETE FROM enrollment_policy WHERE name = ?", name));
    }

    @Override
    public Change blocking(String place, boolean blocked) {
        return () -> database.write(sql -> sql.update(
                blocked
                        ? "INSERT INTO enrollment_block (place) VALUES (?) ON CONFLICT DO NOTHING"
                        : "DELETE FROM enrollment_block WHERE place = ?",
                place));
    }

    private static PolicyObject policy(ResultSet row) throws SQLException {
        return new PolicyObject(
                row.getString(1),
                Optional.ofNullable(row.getString(2)).map(Domain::new),
                row.getString(3),
                row.getInt(4) == 1,
                new Switches(flag(row, 5), flag(row, 6), flag(row, 7)),
                row.getString(8).lines().toList(),
                row.getString(9).lines().map(Trustee::parse).toList());
    }

    private static Optional<Boolean> flag(ResultSet row, int column) throws SQLException {
        int flag = row.getInt(column);
        return row.wasNull() ? Optional.empty() : Optional.of(flag == 1);
    }
}
