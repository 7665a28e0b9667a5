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

    /**
     * The same as {@link #read}, for questions that are asked with every message about what changes seldom. The answer may be
     * one that was read before, if nothing of that kind was changed since; it is shared, so it must be immutable.
     *
     * @param question tells by equals what is asked: a name of its own and all arguments
     * @throws IllegalStateException if the work reads a table that changes with every message
     */
    default <T> T known(List<?> question, Work<T> work) {
        return read(work);
    }

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
