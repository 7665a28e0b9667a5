package org.sealpost.store.database;

import java.util.Map;

/** In what the two engines differ, as far as our SQL shows it. */
public enum Dialect {
    SQLITE("BLOB", "INTEGER PRIMARY KEY AUTOINCREMENT", "INTEGER PRIMARY KEY", "WITHOUT ROWID"),
    POSTGRESQL("BYTEA", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY", "BIGINT PRIMARY KEY", "");

    private final String blob;
    private final String identity;
    private final String number;
    private final String clustered;

    /**
     * @param identity a key that the engine counts up
     * @param number a key of 64 bits that we choose; SQLite keeps a second tree for any other word
     * @param clustered behind a table whose rows lie in the tree of their key
     */
    Dialect(String blob, String identity, String number, String clustered) {
        this.blob = blob;
        this.identity = identity;
        this.number = number;
        this.clustered = clustered;
    }

    /** The words that stand for {@code ${blob}} and the like in the migrations. */
    public Map<String, String> words() {
        return Map.of("blob", blob, "identity", identity, "number", number, "clustered", clustered);
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
