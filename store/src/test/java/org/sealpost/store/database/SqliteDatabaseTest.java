package org.sealpost.store.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;

class SqliteDatabaseTest extends DatabaseContract {
    @Override
    Database open() {
        try {
            return SqliteDatabase.open(Files.createTempDirectory("sqlite").resolve("test.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
