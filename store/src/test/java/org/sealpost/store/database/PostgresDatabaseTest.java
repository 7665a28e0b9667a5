package org.sealpost.store.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.sealpost.testkit.Postgres;

class PostgresDatabaseTest extends DatabaseContract {
    @Override
    Database open() {
        return PostgresDatabase.open(Postgres.newDatabase());
    }

    @Test
    void tellsWhenCommitsDoNotWaitForTheDisk() {
        String url = Postgres.newDatabase();
        try (Database before = PostgresDatabase.open(url)) {
            assertThat(before.weakSettings()).isEmpty();
            String name = before.read(sql -> sql.one("SELECT current_database()", row -> row.getString(1)))
                    .orElseThrow();
            before.write(sql -> sql.update("ALTER DATABASE \"" + name + "\" SET synchronous_commit = off"));
        }
        try (Database after = PostgresDatabase.open(url)) {
            assertThat(after.weakSettings()).contains("synchronous_commit = off");
        }
    }
}
