package org.sealpost.store.copy;

import java.util.Map;
import java.util.TreeMap;
import org.sealpost.store.database.Database;

/** How many rows each table has. */
public final class RowCount {
    private RowCount() {}

    /** By table, sorted by name. */
    public static Map<String, Long> of(Database database) {
        return database.read(sql -> {
            Map<String, Long> counts = new TreeMap<>();
            for (String table : Tables.names(sql.connection(), database.dialect())) {
                counts.put(table, sql.count("SELECT COUNT(*) FROM " + Tables.quoted(table)));
            }
            return counts;
        });
    }
}
