package org.sealpost.mailbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.EnumMap;
import java.util.Map;
import org.sealpost.store.ContentStore;
import org.sealpost.store.database.Database;
import org.sealpost.store.database.Migrations;
import org.sealpost.store.database.PostgresDatabase;
import org.sealpost.store.database.SqliteDatabase;
import org.sealpost.testkit.Postgres;
import org.sealpost.testkit.TestFolders;

/** The two engines, each with one database for all tests of a run. */
enum Engine {
    SQLITE {
        @Override
        Database open() {
            try {
                return SqliteDatabase.open(TestFolders.make("mailbox").resolve("test.db"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    POSTGRESQL {
        @Override
        Database open() {
            return PostgresDatabase.open(Postgres.newDatabase());
        }
    };

    private static final String[] TABLES = {
        "mailbox_entry",
        "mailbox_message",
        "mailbox_keyword",
        "mailbox_acl",
        "mailbox_annotation",
        "mailbox_subscription",
        "mailbox_usage",
        "mailbox_delivery",
        "mailbox_form_folder",
        "mailbox_form",
        "mailbox",
        "content_chunk",
        "content"
    };

    private static final Map<Engine, Database> SHARED = new EnumMap<>(Engine.class);

    /** A new database of its own. */
    abstract Database open();

    /** A new database with all tables. */
    Database create() {
        Database created = open();
        Migrations.run(created, "store");
        Migrations.run(created, "mailbox");
        return created;
    }

    /** The database that all tests share, emptied. */
    Database emptied() {
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

    static ContentStore contents(Database database, Clock clock) {
        return new ContentStore(database, new byte[32], clock);
    }
}
