package org.sealpost.store;

import java.util.Set;
import org.sealpost.mail.Change;
import org.sealpost.mail.LoggedConnectors;
import org.sealpost.store.database.Database;

/** Which connectors' sessions are written down, in the database; each session asks, so it is kept in memory for a moment. */
public final class LoggedConnectorStore implements LoggedConnectors {
    private final Database database;
    private final Momentary<Set<String>> all;

    public LoggedConnectorStore(Database database) {
        this.database = database;
        this.all = new Momentary<>(() -> Set.copyOf(
                database.read(sql -> sql.list("SELECT connector FROM logged_connector", row -> row.getString(1)))));
    }

    @Override
    public Set<String> all() {
        return all.get();
    }

    @Override
    public Change switching(String connector, boolean on) {
        return Told.of(
                () -> database.<Integer>write(sql -> {
                    int removed = sql.update("DELETE FROM logged_connector WHERE connector = ?", connector);
                    return on ? sql.update("INSERT INTO logged_connector (connector) VALUES (?)", connector) : removed;
                }),
                all::changed);
    }
}
