package org.sealpost.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Change;
import org.sealpost.pki.IssuanceJournal;
import org.sealpost.pki.TokenKeyBook;
import org.sealpost.store.database.Database;

/** Where the keys of authorities lie that are in a token; rows are never removed, as with other keys. */
public final class TokenKeyStore implements TokenKeyBook {
    private static final String COLUMNS = "key_id, owner, token, label, public_key";

    private final Database database;
    private final IssuanceJournal journal;
    private final Clock clock;

    public TokenKeyStore(Database database, IssuanceJournal journal, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
    }

    @Override
    public Change putting(Entry entry) {
        return Told.of(
                () -> database.<Integer>write(sql -> sql.update(
                        "INSERT INTO token_key (" + COLUMNS + ", created_at) VALUES (?, ?, ?, ?, ?, ?)",
                        entry.keyId(),
                        entry.owner(),
                        entry.token(),
                        entry.label(),
                        entry.publicKey(),
                        clock.instant())),
                () -> journal.key(entry.keyId()));
    }

    @Override
    public Optional<Entry> find(String keyId) {
        return database.read(
                sql -> sql.one("SELECT " + COLUMNS + " FROM token_key WHERE key_id = ?", TokenKeyStore::entry, keyId));
    }

    @Override
    public List<Entry> all() {
        return database.read(sql ->
                sql.list("SELECT " + COLUMNS + " FROM token_key ORDER BY created_at, key_id", TokenKeyStore::entry));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        return new Entry(row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getBytes(5));
    }
}
