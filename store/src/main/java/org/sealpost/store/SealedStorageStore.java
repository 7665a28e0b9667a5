package org.sealpost.store;

import java.util.List;
import org.sealpost.identity.SealedStorage;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.Change;
import org.sealpost.store.database.Database;

/** Whose mail is stored sealed, in the database. */
public final class SealedStorageStore implements SealedStorage {
    private final Database database;
    private final Momentary<List<Trustee>> known;

    public SealedStorageStore(Database database) {
        this.database = database;
        this.known = new Momentary<>(this::read);
    }

    @Override
    public List<Trustee> sealed() {
        return known.get();
    }

    private List<Trustee> read() {
        return database.read(sql -> sql.list(
                "SELECT trustee FROM sealed_storage ORDER BY trustee", row -> Trustee.parse(row.getString(1))));
    }

    @Override
    public Change sealing(Trustee trustee) {
        return changing("INSERT INTO sealed_storage (trustee) VALUES (?) ON CONFLICT DO NOTHING", trustee);
    }

    @Override
    public Change ending(Trustee trustee) {
        return changing("DELETE FROM sealed_storage WHERE trustee = ?", trustee);
    }

    private Change changing(String statement, Trustee trustee) {
        return Told.of(() -> database.write(sql -> sql.update(statement, trustee.toString())), known::changed);
    }
}
