package org.sealpost.protocols.session;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.EnumMap;
import java.util.Map;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.Postgres;
import org.sealpost.testkit.TestFolders;

/** The two engines under the doors. */
public enum Engine {
    SQLITE,
    POSTGRESQL;

    private static final String[] TABLES = {
        "filter_script",
        "filter_setting",
        "mailbox_entry",
        "mailbox_message",
        "mailbox_keyword",
        "mailbox_acl",
        "mailbox_annotation",
        "mailbox_subscription",
        "mailbox_usage",
        "mailbox_delivery",
        "mailbox",
        "content_chunk",
        "content"
    };
    private static final Map<Engine, Database> SHARED = new EnumMap<>(Engine.class);

    /** The database that many tests share, emptied. */
    public Database emptied() {
        Database database;
        synchronized (SHARED) {
            database = SHARED.computeIfAbsent(this, Engine::create);
        }
        database.<Integer>write(sql -> {
            for (String table : TABLES) {
                sql.update("DELETE FROM " + table);
            }
            return 0;
        });
        return database;
    }

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
                    ? SqliteDatabase.open(TestFolders.make("doors").resolve("test.db"))
                    : PostgresDatabase.open(Postgres.newDatabase());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
