package org.sealpost.store.copy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Dialect;

/**
 * Fills an empty database, whose tables were made before, from a copy. On PostgreSQL all of it is one transaction, so that a
 * load that was cut off leaves nothing; on SQLite the whole file is thrown away then. Foreign keys are checked at the end.
 */
public final class TableLoading implements RowSink, AutoCloseable {
    private static final int ROWS_AT_ONCE = 200;
    private static final long BYTES_AT_ONCE = 8L * 1024 * 1024;
    private static final long BYTES_IN_A_TRANSACTION = 64L * 1024 * 1024;

    private final Connection connection;
    private final Dialect dialect;
    private final Set<String> expected;
    private final List<String> foreignKeys;
    private @Nullable PreparedStatement insert;
    private int waitingRows;
    private long waitingBytes;
    private long transactionBytes;

    private TableLoading(Connection connection, Dialect dialect) throws SQLException {
        this.connection = connection;
        this.dialect = dialect;
        this.expected = new HashSet<>(Tables.names(connection, dialect));
        this.foreignKeys = dropForeignKeys(connection, dialect);
        begin();
    }

    /**
     * Begins to fill a database.
     *
     * @throws MailFailure if it holds something already
     */
    public static TableLoading into(Database database) {
        if (!isEmpty(database)) {
            throw new MailFailure(
                    EnhancedStatus.OTHER_TEMPORARY,
                    "the database is in use: it holds an authority, people or audit lines; name an empty one");
        }
        try {
            Connection connection = database.dataSource().getConnection();
            if (database.dialect() == Dialect.POSTGRESQL) {
                connection.setAutoCommit(false);
            }
            return new TableLoading(connection, database.dialect());
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /** Whether nobody ever set up a house here. */
    public static boolean isEmpty(Database database) {
        return database.read(sql -> sql.count("SELECT (SELECT COUNT(*) FROM authority) + (SELECT COUNT(*) FROM entry)"
                        + " + (SELECT COUNT(*) FROM audit)"))
                == 0;
    }

    private static List<String> dropForeignKeys(Connection connection, Dialect dialect) throws SQLException {
        if (dialect == Dialect.SQLITE) {
            Tables.execute(connection, "PRAGMA foreign_keys = OFF");
            return List.of();
        }
        // Their order would be that of the tables, which a circle has not. They are made again, and checked, in finish.
        List<String> again = Tables.strings(
                connection,
                "SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || quote_ident(conname) || ' '"
                        + " || pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f'"
                        + " AND connamespace = current_schema()::regnamespace ORDER BY conname");
        for (String drop : Tables.strings(
                connection,
                "SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || quote_ident(conname)"
                        + " FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace")) {
            Tables.execute(connection, drop);
        }
        return again;
    }

    /** What the migrations put there goes; the copy has it, too. */
    @Override
    public void table(String name, List<String> columns) {
        if (!expected.remove(name)) {
            throw new MailFailure(
                    EnhancedStatus.OTHER_TEMPORARY, "the copy has a table that this version does not know: " + name);
        }
        try {
            Tables.execute(connection, "DELETE FROM " + Tables.quoted(name));
            String override = dialect == Dialect.POSTGRESQL ? " OVERRIDING SYSTEM VALUE" : "";
            insert = connection.prepareStatement("INSERT INTO " + Tables.quoted(name) + " ("
                    + columns.stream().map(Tables::quoted).collect(Collectors.joining(", ")) + ")" + override
                    + " VALUES ("
                    + String.join(", ", columns.stream().map(column -> "?").toList()) + ")");
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void row(@Nullable Object[] values) {
        try {
            PreparedStatement statement = current();
            for (int i = 0; i < values.length; i++) {
                waitingBytes += set(statement, i + 1, values[i]);
            }
            statement.addBatch();
            waitingRows++;
            if (waitingRows >= ROWS_AT_ONCE || waitingBytes >= BYTES_AT_ONCE) {
                write();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    @Override
    public void end() {
        try {
            write();
            current().close();
            insert = null;
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    /**
     * Checks that all is whole and makes it stay.
     *
     * @param leftOut tables that the copy left empty on purpose
     */
    public void finish(Set<String> leftOut) {
        expected.removeAll(leftOut);
        if (!expected.isEmpty()) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the copy lacks the tables " + expected);
        }
        try {
            if (dialect == Dialect.SQLITE) {
                Tables.execute(connection, "COMMIT");
                requireWhole();
                Tables.execute(connection, "PRAGMA foreign_keys = ON");
                Tables.execute(connection, "PRAGMA wal_checkpoint(TRUNCATE)");
            } else {
                for (String constraint : foreignKeys) {
                    Tables.execute(connection, constraint);
                }
                continueSequences();
                connection.commit();
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void requireWhole() throws SQLException {
        List<String> broken = Tables.strings(connection, "PRAGMA foreign_key_check");
        if (!broken.isEmpty()) {
            throw new MailFailure(
                    EnhancedStatus.OTHER_TEMPORARY,
                    "rows of the copy point to rows that are not there, in " + Set.copyOf(broken));
        }
    }

    /** The counters of PostgreSQL know nothing of rows that brought their number along. SQLite's do. */
    private void continueSequences() throws SQLException {
        for (String next : Tables.strings(
                connection,
                "SELECT 'SELECT setval(pg_get_serial_sequence(' || quote_literal(quote_ident(table_name)) || ', '"
                        + " || quote_literal(column_name) || '), (SELECT COALESCE(MAX(' || quote_ident(column_name)"
                        + " || '), 0) + 1 FROM ' || quote_ident(table_name) || '), false)'"
                        + " FROM information_schema.columns WHERE table_schema = current_schema()"
                        + " AND is_identity = 'YES'")) {
            Tables.execute(connection, next);
        }
    }

    @Override
    public void close() {
        try (connection) {
            if (dialect == Dialect.POSTGRESQL) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failure(e);
        }
    }

    private void begin() throws SQLException {
        if (dialect == Dialect.SQLITE) {
            Tables.execute(connection, "BEGIN IMMEDIATE");
        }
    }

    private void write() throws SQLException {
        current().executeBatch();
        transactionBytes += waitingBytes;
        waitingRows = 0;
        waitingBytes = 0;
        if (dialect == Dialect.SQLITE && transactionBytes >= BYTES_IN_A_TRANSACTION) {
            Tables.execute(connection, "COMMIT");
            begin();
            transactionBytes = 0;
        }
    }

    private PreparedStatement current() {
        PreparedStatement statement = insert;
        if (statement == null) {
            throw new IllegalStateException("a row needs its table first");
        }
        return statement;
    }

    private static long set(PreparedStatement statement, int index, @Nullable Object value) throws SQLException {
        switch (value) {
            case null -> statement.setNull(index, Types.NULL);
            case Long number -> statement.setLong(index, number);
            case Double number -> statement.setDouble(index, number);
            case String text -> {
                statement.setString(index, text);
                return text.length();
            }
            case byte[] bytes -> {
                statement.setBytes(index, bytes);
                return bytes.length;
            }
            default -> throw new IllegalArgumentException("no value of a copy: " + value.getClass());
        }
        return Long.BYTES;
    }

    private static MailFailure failure(SQLException cause) {
        boolean full =
                String.valueOf(cause.getMessage()).contains("SQLITE_FULL") || "53100".equals(cause.getSQLState());
        return new MailFailure(
                full ? EnhancedStatus.STORAGE_FULL : EnhancedStatus.OTHER_TEMPORARY,
                full ? "the disk is full" : "the copy cannot be loaded: " + cause.getMessage(),
                cause);
    }
}
