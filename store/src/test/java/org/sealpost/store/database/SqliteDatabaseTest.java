package org.sealpost.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
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

    @Test
    void remembersAnAnswerUntilAnythingOfThatKindChanges() {
        try (Database database = withPeopleAndMail()) {
            int[] readings = new int[1];
            assertThat(names(database, readings)).containsExactly("ann");

            database.write(sql -> sql.update("INSERT INTO audit VALUES ('a line')"));
            assertThat(names(database, readings)).containsExactly("ann");
            assertThat(readings[0]).isEqualTo(1);

            database.write(sql -> sql.update("INSERT INTO person VALUES ('bob')"));
            assertThat(names(database, readings)).containsExactly("ann", "bob");
            assertThat(readings[0]).isEqualTo(2);
        }
    }

    @Test
    void answersInsideATransactionWithWhatItDidItself() {
        try (Database database = withPeopleAndMail()) {
            int[] readings = new int[1];
            names(database, readings);

            List<String> inside = database.write(sql -> {
                sql.update("DELETE FROM person");
                return names(database, readings);
            });

            assertThat(inside).isEmpty();
            assertThat(names(database, readings)).isEmpty();
        }
    }

    @Test
    void forgetsNothingAndLearnsNothingFromAChangeThatFailed() {
        try (Database database = withPeopleAndMail()) {
            assertThatThrownBy(() -> database.write(sql -> {
                        sql.update("INSERT INTO person VALUES ('bob')");
                        throw new IllegalArgumentException("no");
                    }))
                    .hasMessage("no");

            assertThat(names(database, new int[1])).containsExactly("ann");
        }
    }

    @Test
    void refusesToRememberWhatChangesWithEveryMessage() {
        try (Database database = withPeopleAndMail()) {
            assertThatThrownBy(() -> database.known(List.of("lines"), sql -> sql.count("SELECT COUNT(*) FROM audit")))
                    .isInstanceOf(IllegalStateException.class);

            assertThat(database.<Long>read(sql -> sql.count("SELECT COUNT(*) FROM audit")))
                    .isZero();
        }
    }

    @Test
    void nobodyGetsAnAnswerThatIsOlderThanAChangeHeKnowsOf() throws InterruptedException {
        try (Database database = withPeopleAndMail()) {
            AtomicLong written = new AtomicLong();
            Queue<String> late = new ConcurrentLinkedQueue<>();
            Thread reader = Thread.ofVirtual().start(() -> {
                while (written.get() < 300) {
                    long atLeast = written.get();
                    long seen = database.<Long>known(
                            List.of("how many"), sql -> sql.count("SELECT COUNT(*) FROM person WHERE name <> 'ann'"));
                    if (seen < atLeast) {
                        late.add(seen + " after " + atLeast);
                    }
                }
            });

            for (int i = 1; i <= 300; i++) {
                String name = "p" + i;
                database.write(sql -> sql.update("INSERT INTO person VALUES (?)", name));
                written.set(i);
            }

            reader.join();
            assertThat(late).isEmpty();
        }
    }

    private Database withPeopleAndMail() {
        Database database = open();
        database.write(sql -> sql.update("CREATE TABLE person (name TEXT)"));
        database.write(sql -> sql.update("CREATE TABLE audit (line TEXT)"));
        database.write(sql -> sql.update("INSERT INTO person VALUES ('ann')"));
        return database;
    }

    private static List<String> names(Database database, int[] readings) {
        return database.known(List.of("names"), sql -> {
            readings[0]++;
            return List.copyOf(sql.list("SELECT name FROM person ORDER BY name", row -> row.getString(1)));
        });
    }

    private static void insert(Database database, byte[] content) {
        database.write(sql -> sql.update("INSERT INTO thing VALUES (?)", content));
    }

    private static void limitPages(Database database, int pages) {
        database.write(sql -> sql.count("PRAGMA max_page_count = " + pages));
    }
}
