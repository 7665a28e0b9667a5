package org.sealpost.store.database;

import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/**
 * A database in which the house keeps what must survive. What {@link #write} did is on disk when it returns: on SQLite many
 * writers share one commit, on PostgreSQL the server groups them.
 *
 * <p>Work runs inside one transaction and must be short: it computes nothing dear and waits for nothing. It may run again
 * from its start if the engine asks for it or its neighbour in the transaction failed, so it has no effect outside the database. Work started inside work joins its
 * transaction.
 *
 * <p>Failures of the engine come as {@link org.sealpost.mail.MailFailure}: 4.3.1 if the disk is full, else 4.3.0. A second
 * row with the same key comes as {@link DuplicateKey}.
 */
public interface Database extends AutoCloseable {
    <T> T read(Work<T> work);

    <T> T write(Work<T> work);

    Dialect dialect();

    /** Settings of the engine under which a committed transaction could be lost, each with its value; empty if all is well. */
    List<String> weakSettings();

    /** For migrations and for the engine's own abilities, such as LISTEN; everybody else uses read and write. */
    DataSource dataSource();

    @Override
    void close();

    /** What to do inside a transaction. */
    interface Work<T> {
        T run(Sql sql) throws SQLException;
    }
}
