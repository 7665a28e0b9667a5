package org.sealpost.store.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;
import javax.sql.DataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;
import org.sqlite.SQLiteOpenMode;

/**
 * One file on this machine. Readers never wait (write-ahead log); all writes go through {@link GroupCommit}, so that one
 * fsync serves everybody who is waiting for it.
 */
public final class SqliteDatabase implements Database {
    private static final int READERS = 8;
    private static final int BUSY_TIMEOUT_MILLIS = 30_000;
    private static final int PAGE_CACHE_KIB = 16 * 1024;
    /** So much of the file is read without copying it; the connections share it, unlike their caches. */
    private static final long MAPPED_BYTES = 1L << 30;
    /** Many changes touch the same pages: the rarer they go from the log to the file, the fewer are written. 32 MiB. */
    private static final int CHECKPOINT_PAGES = 8_000;

    private static final int JOURNAL_BYTES = 64 << 20;

    private final SQLiteDataSource source;
    private final HikariDataSource readers;
    private final Known known = new Known();
    private final GroupCommit writer;
    private final Map<Connection, Sql> readerSql = new WeakHashMap<>();

    private SqliteDatabase(Path file) throws SQLException {
        this.source = dataSource(file);
        this.writer = new GroupCommit(source.getConnection(), known);
        HikariConfig pool = new HikariConfig();
        pool.setDataSource(dataSource(file));
        pool.setMaximumPoolSize(READERS);
        pool.setMinimumIdle(1);
        pool.setPoolName("sqlite-readers");
        // A write outside the one writer would break the grouping; the engine itself refuses it.
        pool.setConnectionInitSql("PRAGMA query_only = 1");
        this.readers = new HikariDataSource(pool);
    }

    /** Opens the file, or makes it. */
    public static SqliteDatabase open(Path file) {
        try {
            return new SqliteDatabase(file);
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    @Override
    public <T> T read(Work<T> work) {
        if (writer.isCurrentThread()) {
            return writer.join(work);
        }
        try (Connection connection = readers.getConnection()) {
            return work.run(sql(connection));
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    /** This process alone writes to the file, so it knows of every change. */
    @Override
    public <T> T known(List<?> question, Work<T> work) {
        // What stands in a transaction that is still open is nobody else's business.
        return writer.isCurrentThread()
                ? writer.join(work)
                : known.answer(question, () -> read(sql -> sql.remembering(work)));
    }

    @Override
    public <T> T write(Work<T> work) {
        return writer.isCurrentThread() ? writer.join(work) : writer.submit(work);
    }

    @Override
    public Dialect dialect() {
        return Dialect.SQLITE;
    }

    /** We set them ourselves, for each connection. */
    @Override
    public List<String> weakSettings() {
        return List.of();
    }

    @Override
    public DataSource dataSource() {
        return source;
    }

    @Override
    public void close() {
        writer.close();
        readers.close();
    }

    private Sql sql(Connection pooled) throws SQLException {
        Connection connection = pooled.unwrap(org.sqlite.SQLiteConnection.class);
        synchronized (readerSql) {
            return readerSql.computeIfAbsent(connection, Sql::new);
        }
    }

    private static SQLiteDataSource dataSource(Path file) {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // FULL: a commit survives the loss of power, not only of the process.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setBusyTimeout(BUSY_TIMEOUT_MILLIS);
        config.setCacheSize(-PAGE_CACHE_KIB);
        // Each connection has one thread at a time: the writer's its own, a reader's the one that has it from the pool.
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        config.setPragma(SQLiteConfig.Pragma.MMAP_SIZE, String.valueOf(MAPPED_BYTES));
        config.setPragma(SQLiteConfig.Pragma.WAL_AUTOCHECKPOINT, String.valueOf(CHECKPOINT_PAGES));
        config.setJournalSizeLimit(JOURNAL_BYTES);
        config.enforceForeignKeys(true);
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        // Else the driver asks for the last key after every change; ours say RETURNING.
        config.setGetGeneratedKeys(false);
        SQLiteDataSource source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }
}
