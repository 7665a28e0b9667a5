package org.sealpost.store.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;

/**
 * The one writer of an SQLite file. It runs the work of all who wait in one transaction, commits once, and only then lets
 * them go on. If one fails, which is rare, all is undone and done again, each work in a savepoint of its own: savepoints cost
 * more than most work, since SQLite copies every page that is changed behind one.
 */
final class GroupCommit implements AutoCloseable {
    private static final int LARGEST_GROUP = 512;
    /** After so many came at once, as many are about to come: they share a transaction, its pages and its fsync. */
    private static final int MANY = 5;

    private static final long MOMENT_NANOS = Duration.ofMillis(1).toNanos();
    /** For so many moments the first of them waits for the last one, and no longer. */
    private static final int MOMENTS = 8;

    private static final Waiting<?> END = new Waiting<>(sql -> true);

    private final Connection connection;
    private final Sql sql;
    private final Known known;
    private final BlockingQueue<Waiting<?>> queue = new LinkedBlockingQueue<>();
    private final Thread thread;
    private volatile boolean closed;

    /** {@code known}: is told of changes of what answers are remembered of. */
    GroupCommit(Connection connection, Known known) throws SQLException {
        this.connection = connection;
        this.known = known;
        connection.setAutoCommit(true);
        this.sql = new Sql(connection);
        this.thread = Thread.ofPlatform().name("sqlite-writer").daemon().start(this::run);
    }

    boolean isCurrentThread() {
        return Thread.currentThread().threadId() == thread.threadId();
    }

    /** Runs work inside the transaction that is under way on this very thread. */
    <T> T join(Database.Work<T> work) {
        try {
            return work.run(sql);
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    <T> T submit(Database.Work<T> work) {
        Waiting<T> waiting = new Waiting<>(work);
        if (closed) {
            throw new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "the store is closed");
        }
        queue.add(waiting);
        try {
            return waiting.outcome.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                // Thrown again here, so that the trace shows who asked.
                failure.addSuppressed(new IllegalStateException("asked for here"));
                throw failure;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        queue.add(END);
        try {
            thread.join();
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (SQLException e) {
            throw Failures.of(e);
        }
    }

    private void run() {
        List<Waiting<?>> group = new ArrayList<>();
        while (true) {
            waitForAsMany(group.size());
            group.clear();
            try {
                group.add(queue.take());
            } catch (InterruptedException e) {
                return;
            }
            queue.drainTo(group, LARGEST_GROUP - 1);
            boolean last = group.remove(END);
            commitTogether(group);
            if (last) {
                return;
            }
        }
    }

    /** Those who were let go come back with their next work, each in its time. */
    private void waitForAsMany(int before) {
        int moments = before < MANY ? 0 : MOMENTS;
        for (int i = 0; i < moments && queue.size() < before; i++) {
            LockSupport.parkNanos(MOMENT_NANOS);
        }
    }

    @SuppressWarnings("IllegalCatch") // Whatever goes wrong, nobody may wait for ever, and the writer must live.
    private void commitTogether(List<Waiting<?>> group) {
        try {
            if (!allPass(group)) {
                commitThoseThatPass(group);
            }
            group.forEach(Waiting::finish);
        } catch (SQLException e) {
            fail(group, Failures.of(e));
        } catch (RuntimeException | Error e) {
            fail(group, e);
        }
    }

    /** False if one of them failed; then nothing is done yet. */
    @SuppressWarnings("IllegalCatch") // Who failed and why is found out when all is done again.
    private boolean allPass(List<Waiting<?>> group) throws SQLException {
        sql.update("BEGIN IMMEDIATE");
        try {
            for (Waiting<?> waiting : group) {
                waiting.run(sql);
            }
        } catch (SQLException | RuntimeException | Error e) {
            rollBack(e);
            return false;
        }
        commit();
        return true;
    }

    private void commitThoseThatPass(List<Waiting<?>> group) throws SQLException {
        sql.update("BEGIN IMMEDIATE");
        for (Waiting<?> waiting : group) {
            runAlone(waiting);
        }
        commit();
    }

    private void commit() throws SQLException {
        sql.writeEndings();
        if (!sql.changedMore()) {
            sql.update("COMMIT");
            return;
        }
        known.changing();
        try {
            sql.update("COMMIT");
        } finally {
            known.changed();
        }
    }

    @SuppressWarnings("IllegalCatch") // One caller's failure is undone and handed to that caller alone.
    private void runAlone(Waiting<?> waiting) throws SQLException {
        try {
            sql.<Boolean>alone(waiting::run);
        } catch (LostTransaction e) {
            throw e;
        } catch (SQLException e) {
            waiting.failure = Failures.of(e);
        } catch (RuntimeException | Error e) {
            waiting.failure = e;
        }
    }

    private void rollBack(Throwable failure) {
        sql.forgetEndings();
        try {
            sql.update("ROLLBACK");
        } catch (SQLException e) {
            // A full disk makes SQLite roll back by itself; then there is nothing left to undo.
            failure.addSuppressed(e);
        }
    }

    private void fail(List<Waiting<?>> group, Throwable failure) {
        rollBack(failure);
        group.forEach(waiting -> waiting.outcome.completeExceptionally(failure));
    }

    private static final class Waiting<T> {
        private final Database.Work<T> work;
        private final CompletableFuture<T> outcome = new CompletableFuture<>();
        private @Nullable T result;
        private @Nullable Throwable failure;

        Waiting(Database.Work<T> work) {
            this.work = work;
        }

        boolean run(Sql sql) throws SQLException {
            result = work.run(sql);
            return true;
        }

        @SuppressWarnings("NullAway") // A work's result is null only where its type says so.
        void finish() {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else {
                outcome.complete(result);
            }
        }
    }
}
