package org.sealpost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * Lets many callers share one write: whoever finds no write under way writes for all who wait. Each caller returns when its
 * own items are written, or fails as the write failed.
 */
final class Batcher<T> {
    private final Consumer<List<T>> write;
    private final ReentrantLock writing = new ReentrantLock();
    private final List<Waiting<T>> waiting = new ArrayList<>();

    Batcher(Consumer<List<T>> write) {
        this.write = write;
    }

    void add(List<T> items) {
        Waiting<T> mine = new Waiting<>(List.copyOf(items), new CompletableFuture<>());
        synchronized (waiting) {
            waiting.add(mine);
        }
        writing.lock();
        try {
            if (!mine.written.isDone()) {
                writeAll();
            }
        } finally {
            writing.unlock();
        }
        try {
            mine.written.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    @SuppressWarnings("IllegalCatch") // The failure belongs to all whose items were in this write.
    private void writeAll() {
        List<Waiting<T>> batch;
        synchronized (waiting) {
            batch = List.copyOf(waiting);
            waiting.clear();
        }
        try {
            write.accept(batch.stream().flatMap(one -> one.items.stream()).toList());
            batch.forEach(one -> one.written.complete(true));
        } catch (RuntimeException | Error e) {
            batch.forEach(one -> one.written.completeExceptionally(e));
        }
    }

    private record Waiting<T>(List<T> items, CompletableFuture<Boolean> written) {}
}
