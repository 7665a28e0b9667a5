package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.pki.PublicTls;
import org.sealpost.store.database.Database;

/** Keeps the account and certificate of a public authority in one row. Keys lie in the key archive. */
public final class PublicTlsStore implements PublicTls {
    private final Database database;

    public PublicTlsStore(Database database) {
        this.database = database;
    }

    @Override
    public Optional<State> find() {
        return database.read(sql -> sql.one(
                "SELECT directory, account_key, chain, renew_at, failures, failure, retry_at FROM public_tls",
                PublicTlsStore::state));
    }

    private static State state(ResultSet row) throws SQLException {
        return new State(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                time(row, 4),
                row.getInt(5),
                row.getString(6),
                time(row, 7));
    }

    private static Optional<Instant> time(ResultSet row, int column) throws SQLException {
        long millis = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
    }

    @Override
    public Change putting(State state) {
        return () -> database.write(sql -> {
            sql.update("DELETE FROM public_tls");
            return sql.update(
                    "INSERT INTO public_tls (id, directory, account_key, chain, renew_at, failures, failure, retry_at)"
                            + " VALUES (1, ?, ?, ?, ?, ?, ?, ?)",
                    state.directory(),
                    state.accountKey(),
                    state.chain(),
                    state.renewAt(),
                    state.failures(),
                    state.failure(),
                    state.retryAt());
        });
    }
}
