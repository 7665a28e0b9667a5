package org.sealpost.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.Postgres;
import org.sealpost.testkit.TestFolders;

/** An empty, migrated database on each engine, for tests that hold on both. */
final class Engines {
    private Engines() {}

    /** Opens a database; the test closes it. */
    interface Engine {
        Database open();
    }

    static Stream<Named<Engine>> both() {
        return Stream.of(Named.of("SQLite", Engines::sqlite), Named.of("PostgreSQL", Engines::postgres));
    }

    private static Database sqlite() {
        try {
            return migrated(SqliteDatabase.open(TestFolders.make("store").resolve("test.db")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Database postgres() {
        return migrated(PostgresDatabase.open(Postgres.newDatabase()));
    }

    private static Database migrated(Database database) {
        Migrations.run(database, "store");
        return database;
    }
}
