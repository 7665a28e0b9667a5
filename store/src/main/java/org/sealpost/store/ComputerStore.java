package org.sealpost.store;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.identity.Computer;
import org.sealpost.identity.ComputerChanges;
import org.sealpost.identity.Computers;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.mail.Domain;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.DuplicateKey;
import org.sealpost.store.database.Sql;

/** The computers in the database. */
public final class ComputerStore implements Computers, ComputerChanges {
    private static final String SELECT = "SELECT c.host_name, c.domain, c.name, c.unit, c.enabled FROM computer c ";

    private final Database database;

    public ComputerStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<Computer> find(String dnsName) {
        return database
                .read(sql -> computers(
                        sql,
                        SELECT + "JOIN computer_name n ON n.host_name = c.host_name WHERE n.dns_name = ?",
                        dnsName.toLowerCase(Locale.ROOT)))
                .stream()
                .findFirst();
    }

    @Override
    public List<Computer> all() {
        return database.read(sql -> computers(sql, SELECT + "ORDER BY c.host_name"));
    }

    @Override
    public void add(Computer computer) {
        named(computer, sql -> {
            requirePlace(sql, computer);
            sql.update(
                    "INSERT INTO computer (host_name, domain, name, unit, enabled) VALUES (?, ?, ?, ?, ?)",
                    computer.hostName(),
                    computer.domain().name(),
                    computer.name(),
                    computer.unit(),
                    computer.enabled());
            return insertNames(sql, computer);
        });
    }

    @Override
    public void change(Computer computer) {
        named(computer, sql -> {
            requirePlace(sql, computer);
            int changed = sql.update(
                    "UPDATE computer SET unit = ?, enabled = ? WHERE host_name = ?",
                    computer.unit(),
                    computer.enabled(),
                    computer.hostName());
            requireFound(changed, computer.hostName());
            sql.update("DELETE FROM computer_name WHERE host_name = ?", computer.hostName());
            return insertNames(sql, computer);
        });
    }

    @Override
    public void remove(String hostName) {
        database.write(Versioned.raised(sql -> {
            sql.update("DELETE FROM computer_name WHERE host_name = ?", hostName);
            return requireFound(sql.update("DELETE FROM computer WHERE host_name = ?", hostName), hostName);
        }));
    }

    private void named(Computer computer, Database.Work<Integer> work) {
        try {
            database.write(Versioned.raised(work));
        } catch (DuplicateKey e) {
            throw new DirectoryConflict("one of the names " + String.join(", ", computer.dnsNames())
                    + " belongs to another computer; see: sealpost computer list");
        }
    }

    private static void requirePlace(Sql sql, Computer computer) throws SQLException {
        Places.requireDomain(sql, computer.domain());
        Places.requireUnit(sql, computer.domain(), computer.unit());
    }

    private static int requireFound(int rows, String hostName) {
        if (rows != 1) {
            throw new DirectoryConflict("no computer " + hostName);
        }
        return rows;
    }

    private static int insertNames(Sql sql, Computer computer) throws SQLException {
        int position = 0;
        for (String name : computer.dnsNames()) {
            sql.update(
                    "INSERT INTO computer_name (dns_name, host_name, position) VALUES (?, ?, ?)",
                    name,
                    computer.hostName(),
                    position++);
        }
        return position;
    }

    private static List<Computer> computers(Sql sql, String query, Object... arguments) throws SQLException {
        List<Row> rows = sql.list(
                query,
                row -> new Row(
                        row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getInt(5) == 1),
                arguments);
        List<Computer> found = new ArrayList<>();
        for (Row row : rows) {
            List<String> aliases = sql.list(
                    "SELECT dns_name FROM computer_name WHERE host_name = ? AND position > 0 ORDER BY position",
                    name -> name.getString(1),
                    row.hostName);
            found.add(new Computer(new Domain(row.domain), row.name, aliases, row.unit, row.enabled));
        }
        return found;
    }

    private record Row(String hostName, String domain, String name, String unit, boolean enabled) {}
}
