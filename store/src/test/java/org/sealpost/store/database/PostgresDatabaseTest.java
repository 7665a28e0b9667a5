package org.sealpost.store.database;

import org.sealpost.testkit.Postgres;

class PostgresDatabaseTest extends DatabaseContract {
    @Override
    Database open() {
        return PostgresDatabase.open(Postgres.newDatabase());
    }
}
