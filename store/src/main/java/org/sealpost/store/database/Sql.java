package org.sealpost.store.database;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * SQL on one connection. Arguments are given as String, Long, Integer, Boolean (0 or 1), byte[], Instant (milliseconds since
 * 1970) or Optional of these (NULL if empty). Statements are prepared once for each connection.
 */
public final class Sql {
    private static final int STATEMENTS_KEPT = 256;

    private final Connection connection;
    private final Map<String, Prepared> prepared = new LinkedHashMap<>(64, 0.75f, true);
    private final Map<Class<?>, Ending> endings = new LinkedHashMap<>();
    private boolean changedMore;
    private boolean remembering;

    Sql(Connection connection) {
        this.connection = connection;
    }

    /** {@code changesMore}: see {@link InFlight}. */
    private record Prepared(PreparedStatement statement, boolean changesMore) {}

    /** Makes an object of the row on which the result stands. */
    public interface RowMapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    /** What is written once for all work of a transaction, as its last step. */
    public interface Ending {
        void write(Sql sql) throws SQLException;
    }

    /** Makes an ending for the first work of a transaction that needs it. */
    public interface EndingMaker<T> {
        T make() throws SQLException;
    }

    /** The ending of this kind that all work of the transaction under way shares. */
    public <T extends Ending> T atEnd(Class<T> kind, EndingMaker<T> maker) throws SQLException {
        Ending known = endings.get(kind);
        if (known != null) {
            return kind.cast(known);
        }
        T made = maker.make();
        endings.put(kind, made);
        return made;
    }

    /** Right before a commit. */
    void writeEndings() throws SQLException {
        for (Ending ending : endings.values()) {
            ending.write(this);
        }
        endings.clear();
    }

    /** What they would write was undone. */
    void forgetEndings() {
        endings.clear();
    }

    public Connection connection() {
        return connection;
    }

    public int update(String sql, @Nullable Object... arguments) throws SQLException {
        return execute(sql, statement -> {
            set(statement, arguments);
            return statement.executeUpdate();
        });
    }

    /** Runs the same statement for each row of arguments, in one go. */
    public void batch(String sql, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.size() == 1) {
            update(sql, rows.getFirst());
            return;
        }
        execute(sql, statement -> {
            for (@Nullable Object[] row : rows) {
                set(statement, row);
                statement.addBatch();
            }
            return statement.executeBatch();
        });
    }

    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        return execute(sql, statement -> {
            set(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                List<T> result = new ArrayList<>();
                while (rows.next()) {
                    result.add(mapper.map(rows));
                }
                return result;
            }
        });
    }

    /** The first row, if there is one. */
    public <T> Optional<T> one(String sql, RowMapper<T> mapper, @Nullable Object... arguments) throws SQLException {
        return execute(sql, statement -> {
            set(statement, arguments);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(mapper.map(rows)) : Optional.empty();
            }
        });
    }

    public long count(String sql, @Nullable Object... arguments) throws SQLException {
        return one(sql, row -> row.getLong(1), arguments).orElse(0L);
    }

    /**
     * Runs work inside the transaction so that its failure undoes the work alone.
     *
     * @throws LostTransaction if the engine has undone the whole transaction
     */
    @SuppressWarnings("IllegalCatch") // Whatever went wrong, the transaction must be as it was before.
    <T> T alone(Database.Work<T> work) throws SQLException {
        update("SAVEPOINT work");
        try {
            T result = work.run(this);
            writeEndings();
            update("RELEASE SAVEPOINT work");
            return result;
        } catch (SQLException | RuntimeException | Error e) {
            forgetEndings();
            undo(e);
            throw e;
        }
    }

    private void undo(Throwable failure) throws LostTransaction {
        try {
            update("ROLLBACK TO SAVEPOINT work");
            update("RELEASE SAVEPOINT work");
        } catch (SQLException e) {
            // A full disk makes SQLite roll back everything by itself.
            failure.addSuppressed(e);
            throw new LostTransaction(failure);
        }
    }

    /** Closes the statements; the connection stays. */
    void close() throws SQLException {
        for (Prepared one : prepared.values()) {
            one.statement.close();
        }
        prepared.clear();
    }

    /** Whether since the last time more was changed than mail in flight. */
    boolean changedMore() {
        boolean changed = changedMore;
        changedMore = false;
        return changed;
    }

    /** Runs work whose result is remembered. */
    <T> T remembering(Database.Work<T> work) throws SQLException {
        remembering = true;
        try {
            return work.run(this);
        } finally {
            remembering = false;
        }
    }

    private interface Execution<T> {
        T run(PreparedStatement statement) throws SQLException;
    }

    private <T> T execute(String sql, Execution<T> execution) throws SQLException {
        if (remembering && InFlight.isRead(sql)) {
            throw new IllegalStateException("what changes with every message cannot be remembered: " + sql);
        }
        Prepared one = prepare(sql);
        changedMore |= one.changesMore;
        try {
            return execution.run(one.statement);
        } catch (SQLException e) {
            // The driver of SQLite makes a statement useless that met a full disk.
            forget(sql, one.statement, e);
            throw e;
        }
    }

    private void forget(String sql, PreparedStatement statement, SQLException failure) {
        prepared.remove(sql);
        try {
            statement.close();
        } catch (SQLException e) {
            failure.addSuppressed(e);
        }
    }

    private Prepared prepare(String sql) throws SQLException {
        Prepared known = prepared.get(sql);
        if (known != null) {
            return known;
        }
        if (prepared.size() >= STATEMENTS_KEPT) {
            String eldest = prepared.keySet().iterator().next();
            Prepared closing = prepared.remove(eldest);
            if (closing != null) {
                closing.statement.close();
            }
        }
        Prepared made = new Prepared(connection.prepareStatement(sql), InFlight.changesMore(sql));
        prepared.put(sql, made);
        return made;
    }

    private static void set(PreparedStatement statement, @Nullable Object... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            set(statement, i + 1, arguments[i]);
        }
    }

    private static void set(PreparedStatement statement, int index, @Nullable Object argument) throws SQLException {
        switch (argument) {
            case null -> statement.setObject(index, null);
            case Optional<?> optional -> set(statement, index, optional.orElse(null));
            case Instant instant -> statement.setLong(index, instant.toEpochMilli());
            case Boolean bool -> statement.setInt(index, bool ? 1 : 0);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case String text -> statement.setString(index, text);
            default ->
                throw new IllegalArgumentException(
                        "no SQL type for " + argument.getClass().getName());
        }
    }
}
