package org.sealpost.store.copy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.store.database.Dialect;

/** What tables a database has, so that a copy leaves none out, whoever made it. */
final class Tables {
    private Tables() {}

    /** All tables of the house but those in which the migrations are noted, by name. */
    static List<String> names(Connection connection, Dialect dialect) throws SQLException {
        return strings(
                connection,
                switch (dialect) {
                    case SQLITE ->
                        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@'"
                                + " AND name NOT LIKE 'schema@_history@_%' ESCAPE '@' ORDER BY name";
                    case POSTGRESQL ->
                        "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
                                + " AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'schema@_history@_%' ESCAPE '@'"
                                + " ORDER BY table_name";
                });
    }

    static List<String> columns(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + quoted(table) + " WHERE 1 = 0")) {
            List<String> columns = new ArrayList<>();
            for (int i = 1; i <= none.getMetaData().getColumnCount(); i++) {
                columns.add(none.getMetaData().getColumnName(i));
            }
            return columns;
        }
    }

    static List<String> strings(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        }
    }

    static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static String quoted(String name) {
        if (!name.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a name of a table or column: " + name);
        }
        return '"' + name + '"';
    }
}
