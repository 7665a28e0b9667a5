package org.sealpost.store.database;

/** A row with this key is there already. */
public final class DuplicateKey extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DuplicateKey(Throwable cause) {
        super("a row with this key is there already", cause);
    }
}
