package org.sealpost.store;

import org.sealpost.store.database.Database;

/** Changes of the directory and of certificates: each raises the number by which others see that something changed. */
final class Versioned {
    private Versioned() {}

    /** The same work, with the number raised at its end: whoever sees the one sees the other. */
    static <T> Database.Work<T> raised(Database.Work<T> work) {
        return sql -> {
            T result = work.run(sql);
            sql.update("UPDATE directory_version SET version = version + 1");
            return result;
        };
    }
}
