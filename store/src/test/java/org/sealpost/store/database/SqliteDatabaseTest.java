package org.sealpost.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.testkit.TestFolders;

class SqliteDatabaseTest extends DatabaseContract {
    @Override
    Database open() {
        try {
            return SqliteDatabase.open(TestFolders.make("sqlite").resolve("test.db"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void goesOnAfterTheDiskWasFull() {
        try (Database database = open()) {
            database.write(sql -> sql.update("CREATE TABLE thing (content BLOB)"));
            limitPages(database, 100);
            byte[] large = new byte[1024 * 1024];
            for (int tries = 0; tries < 3; tries++) {
                assertThatThrownBy(() -> insert(database, large))
                        .isInstanceOfSatisfying(
                                MailFailure.class,
                                failure -> assertThat(failure.status()).isEqualTo(EnhancedStatus.STORAGE_FULL));
            }

            limitPages(database, 100_000);
            insert(database, large);

            assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM thing")))
                    .isEqualTo(1);
        }
    }

    private static void insert(Database database, byte[] content) {
        database.write(sql -> sql.update("INSERT INTO thing VALUES (?)", content));
    }

    private static void limitPages(Database database, int pages) {
        database.write(sql -> sql.count("PRAGMA max_page_count = " + pages));
    }
}
