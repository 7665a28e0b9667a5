package org.sealpost.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.MailFailure;

/** A PostgreSQL server, for more than one node or much mail. Its commits are durable: synchronous_commit is left on. */
public final class PostgresDatabase implements Database {
    private static final int CONNECTIONS = 16;
    private static final int TRIES = 5;

    private final HikariDataSource pool;
    /** The transaction of this thread, so that work inside work joins it. */
    private final ThreadLocal<@Nullable Sql> current = new ThreadLocal<>();

    private PostgresDatabase(HikariDataSource pool) {
        this.pool = pool;
    }

    /** Opens {@code jdbc:postgresql://host/database?user=...}; the password may stand in the URL or in ~/.pgpass. */
    public static PostgresDatabase open(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setPoolName("postgresql");
        return new PostgresDatabase(new HikariDataSource(config));
    }

    @Override
    public <T> T read(Work<T> work) {
        return write(work);
    }

    @Override
    public <T> T write(Work<T> work) {
        Sql joined = current.get();
        try {
            return joined != null ? work.run(joined) : transact(work);
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public Dialect dialect() {
        return Dialect.POSTGRESQL;
    }

    /** What {@code off} means for each stands in PostgreSQL's manual, "Reliability and the Write-Ahead Log". */
    @Override
    public List<String> weakSettings() {
        return read(sql -> sql.list(
                "SELECT name || ' = ' || setting FROM pg_settings"
                        + " WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off' ORDER BY name",
                row -> row.getString(1)));
    }

    @Override
    public DataSource dataSource() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }

    private <T> T transact(Work<T> work) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                return once(work);
            } catch (SQLException | MailFailure e) {
                if (attempt == TRIES || !Failures.isWorthAnotherTry(e)) {
                    throw e;
                }
            }
        }
    }

    private <T> T once(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            boolean done = false;
            Sql sql = new Sql(connection);
            current.set(sql);
            try {
                T result = work.run(sql);
                sql.writeEndings();
                connection.commit();
                done = true;
                return result;
            } finally {
                current.remove();
                sql.close();
                if (!done) {
                    connection.rollback();
                }
                connection.setAutoCommit(true);
            }
        }
    }
}
