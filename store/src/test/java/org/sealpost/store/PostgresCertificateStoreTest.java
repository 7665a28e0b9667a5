package org.sealpost.store;

import org.sealpost.store.database.Database;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.testkit.Postgres;

class PostgresCertificateStoreTest extends CertificateStoreContract {
    @Override
    Database open() {
        return PostgresDatabase.open(Postgres.newDatabase());
    }
}
