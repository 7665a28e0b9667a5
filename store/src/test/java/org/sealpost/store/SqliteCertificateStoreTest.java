package org.sealpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.SqliteDatabase;

class SqliteCertificateStoreTest extends CertificateStoreContract {
    @Override
    Database open() {
        try {
            return SqliteDatabase.open(Files.createTempDirectory("certificates").resolve("test.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
