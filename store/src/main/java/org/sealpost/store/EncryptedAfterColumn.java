package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sealpost.identity.EncryptedAfter;

/** After how many seconds a demand yields to encryption. */
final class EncryptedAfterColumn {
    private EncryptedAfterColumn() {}

    static Optional<EncryptedAfter> read(ResultSet row, int column) throws SQLException {
        long seconds = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(new EncryptedAfter(Duration.ofSeconds(seconds)));
    }

    static @Nullable Long of(Optional<EncryptedAfter> after) {
        return after.map(one -> one.time().toSeconds()).orElse(null);
    }
}
