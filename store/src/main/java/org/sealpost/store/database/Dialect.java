package org.sealpost.store.database;

import java.util.Map;

/** In what the two engines differ, as far as our SQL shows it. */
public enum Dialect {
    SQLITE("BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT"),
    POSTGRESQL("BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY");

    private final String blob;
    private final String identity;

    Dialect(String blob, String identity) {
        this.blob = blob;
        this.identity = identity;
    }

    /** The words that stand for {@code ${blob}} and the like in the migrations. */
    public Map<String, String> words() {
        return Map.of("blob", blob, "identity", identity);
    }

    /** What a SELECT adds to take rows that no other node holds; SQLite has one writer and needs nothing. */
    public String skipLocked() {
        return this == POSTGRESQL ? " FOR UPDATE SKIP LOCKED" : "";
    }

    /** What a SELECT adds to hold a row until the end of the transaction. */
    public String forUpdate() {
        return this == POSTGRESQL ? " FOR UPDATE" : "";
    }
}
