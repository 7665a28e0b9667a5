package org.sealpost.protocols.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.Postgres;

/** The two engines under the doors. */
public enum Engine {
    SQLITE,
    POSTGRESQL;

    /** A new database with all tables. */
    public Database create() {
        Database created = open();
        Migrations.run(created, "store");
        Migrations.run(created, "mailbox");
        return created;
    }

    private Database open() {
        try {
            return this == SQLITE
                    ? SqliteDatabase.open(Files.createTempDirectory("doors").resolve("test.db"))
                    : PostgresDatabase.open(Postgres.newDatabase());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
