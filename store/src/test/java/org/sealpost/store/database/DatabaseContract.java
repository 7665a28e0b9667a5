package org.sealpost.store.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What both engines promise. */
abstract class DatabaseContract {
    private Database database = open();

    abstract Database open();

    @BeforeEach
    void table() {
        database.write(sql -> sql.update("CREATE TABLE thing (id BIGINT PRIMARY KEY, name TEXT, at BIGINT)"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void keepsWhatWasWritten() {
        database.write(sql -> sql.update("INSERT INTO thing VALUES (?, ?, ?)", 1, "one", Instant.EPOCH));

        assertThat(names()).containsExactly("one");
    }

    @Test
    void undoesWorkThatFailsAndOnlyThat() throws Exception {
        List<Future<Boolean>> outcomes = inParallel(100, i -> {
            database.write(sql -> {
                sql.update("INSERT INTO thing VALUES (?, ?, NULL)", i, "n" + i);
                if (i % 2 == 1) {
                    throw new IllegalStateException("odd");
                }
                return i;
            });
            return true;
        });

        long passed = outcomes.stream()
                .filter(outcome -> outcome.state() == Future.State.SUCCESS)
                .count();
        assertThat(passed).isEqualTo(50);
        assertThat(names()).hasSize(50).allMatch(name -> Integer.parseInt(name.substring(1)) % 2 == 0);
    }

    @Test
    void tellsASecondRowWithTheSameKey() {
        database.write(sql -> sql.update("INSERT INTO thing VALUES (1, 'one', NULL)"));

        assertThatThrownBy(() -> database.write(sql -> sql.update("INSERT INTO thing VALUES (1, 'two', NULL)")))
                .isInstanceOf(DuplicateKey.class);
        assertThat(names()).containsExactly("one");
    }

    @Test
    void workInsideWorkJoinsItsTransaction() {
        assertThatThrownBy(() -> database.write(outer -> {
                    database.write(inner -> inner.update("INSERT INTO thing VALUES (1, 'one', NULL)"));
                    assertThat(database.<Long>read(inner -> inner.count("SELECT COUNT(*) FROM thing")))
                            .isEqualTo(1);
                    throw new IllegalStateException("outer fails");
                }))
                .hasMessage("outer fails");

        assertThat(names()).isEmpty();
    }

    @Test
    void losesNoUpdateOfManyWriters() throws Exception {
        database.write(sql -> sql.update("INSERT INTO thing VALUES (1, 'counter', 0)"));

        inParallel(200, i -> database.write(sql -> sql.update("UPDATE thing SET at = at + 1 WHERE id = 1")));

        assertThat(database.<Long>read(sql -> sql.count("SELECT at FROM thing WHERE id = 1")))
                .isEqualTo(200);
    }

    @Test
    void bindsAbsentValuesAsNull() {
        database.write(sql -> sql.update("INSERT INTO thing VALUES (?, ?, ?)", 1L, Optional.empty(), null));

        Optional<Boolean> isNull =
                database.read(sql -> sql.one("SELECT name FROM thing WHERE id = 1", row -> row.getString(1) == null));
        assertThat(isNull).contains(true);
    }

    private List<String> names() {
        return database.read(sql -> sql.list("SELECT name FROM thing ORDER BY id", row -> row.getString(1)));
    }

    private interface Step<T> {
        T run(int i) throws Exception;
    }

    private static <T> List<Future<T>> inParallel(int times, Step<T> step) throws InterruptedException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.invokeAll(IntStream.range(0, times)
                    .mapToObj(i -> (Callable<T>) () -> step.run(i))
                    .toList());
        }
    }
}
