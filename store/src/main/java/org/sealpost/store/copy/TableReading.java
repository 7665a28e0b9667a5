package org.sealpost.store.copy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Dialect;

/**
 * Reads a whole database as it stood at one moment, while the house goes on working: SQLite's write-ahead log and PostgreSQL's
 * repeatable read both show one reader the same state for as long as it looks. Rows are read as a stream.
 */
public final class TableReading {
    private static final int ROWS_AT_ONCE = 64;

    private TableReading() {}

    /**
     * Hands over every table but those left out, sorted by name.
     *
     * @throws IOException as the sink throws it
     */
    public static void read(Database database, Set<String> leftOut, RowSink sink) throws IOException {
        try (Connection connection = database.dataSource().getConnection()) {
            begin(connection, database.dialect());
            try {
                for (String table : Tables.names(connection, database.dialect())) {
                    if (!leftOut.contains(table)) {
                        read(connection, table, sink);
                    }
                }
            } finally {
                end(connection, database.dialect());
            }
        } catch (SQLException e) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the store cannot be copied: " + e.getMessage(), e);
        }
    }

    private static void begin(Connection connection, Dialect dialect) throws SQLException {
        switch (dialect) {
            // Deferred: a reader, not the writer that the connection would be by itself.
            case SQLITE -> Tables.execute(connection, "BEGIN DEFERRED");
            case POSTGRESQL -> {
                connection.setAutoCommit(false);
                Tables.execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
            }
        }
    }

    private static void end(Connection connection, Dialect dialect) throws SQLException {
        switch (dialect) {
            case SQLITE -> Tables.execute(connection, "ROLLBACK");
            case POSTGRESQL -> {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static void read(Connection connection, String table, RowSink sink) throws SQLException, IOException {
        List<String> columns = Tables.columns(connection, table);
        sink.table(table, columns);
        try (Statement statement = connection.createStatement()) {
            statement.setFetchSize(ROWS_AT_ONCE);
            try (ResultSet rows = statement.executeQuery("SELECT * FROM " + Tables.quoted(table))) {
                while (rows.next()) {
                    sink.row(values(rows, columns));
                }
            }
        }
        sink.end();
    }

    /** The rows of a table whose column has this value, for a copy of single entries. */
    public static void rows(Database database, String table, String column, String value, RowSink sink) {
        database.read(sql -> {
            List<String> columns = Tables.columns(sql.connection(), table);
            try {
                sink.table(table, columns);
                for (@Nullable Object[] row : sql.list(
                        "SELECT * FROM " + Tables.quoted(table) + " WHERE " + Tables.quoted(column) + " = ?",
                        found -> values(found, columns),
                        value)) {
                    sink.row(row);
                }
                sink.end();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return columns;
        });
    }

    private static @Nullable Object[] values(ResultSet row, List<String> columns) throws SQLException {
        @Nullable Object[] values = new @Nullable Object[columns.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(row.getObject(i + 1), columns.get(i));
        }
        return values;
    }

    private static @Nullable Object value(@Nullable Object found, String column) {
        return switch (found) {
            case null -> null;
            case Integer number -> number.longValue();
            case Short number -> number.longValue();
            case Float number -> number.doubleValue();
            case Long number -> number;
            case Double number -> number;
            case Boolean flag -> flag ? 1L : 0L;
            case String text -> text;
            case byte[] bytes -> bytes;
            default ->
                throw new IllegalStateException(
                        "a backup has no place for the type of column " + column.toLowerCase(Locale.ROOT) + ": "
                                + found.getClass().getName());
        };
    }
}
