package org.sealpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.TestFolders;

class SqliteCertificateStoreTest extends CertificateStoreContract {
    @Override
    Database open() {
        try {
            return SqliteDatabase.open(TestFolders.make("certificates").resolve("test.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
