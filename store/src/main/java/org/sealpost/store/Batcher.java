package org.sealpost.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;

/**
 * Lets many callers share one transaction. The first one asks for it; whoever comes before it has begun rides along, so that
 * nobody waits for more than the transaction under way and the next one. Each caller returns when its own item is written,
 * or fails as the write failed.
 */
final class Batcher<T> {
    private final Transaction<T> transaction;
    private final List<Waiting<T>> waiting = new ArrayList<>();
    private boolean asked;

    Batcher(Transaction<T> transaction) {
        this.transaction = transaction;
    }

    /** Writes all items in one transaction. */
    interface Transaction<T> {
        /** {@code items}: to be asked for when the transaction has begun, and has what it must wait for; the same if asked again. */
        void run(Supplier<List<T>> items);
    }

    void add(T item) {
        Waiting<T> mine = new Waiting<>(item, new CompletableFuture<>());
        if (isFirst(mine)) {
            writeAll();
        }
        try {
            mine.written.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    private boolean isFirst(Waiting<T> mine) {
        synchronized (waiting) {
            waiting.add(mine);
            boolean first = !asked;
            asked = true;
            return first;
        }
    }

    @SuppressWarnings("IllegalCatch") // The failure belongs to all whose item was in this write.
    private void writeAll() {
        Batch batch = new Batch();
        try {
            transaction.run(() -> batch.riders().stream().map(Waiting::item).toList());
            batch.riders().forEach(one -> one.written.complete(true));
        } catch (RuntimeException | Error e) {
            batch.riders().forEach(one -> one.written.completeExceptionally(e));
        }
    }

    /** Those who wait when it is looked at first; a transaction that is tried again has the same ones. */
    private final class Batch {
        private List<Waiting<T>> riders = List.of();

        synchronized List<Waiting<T>> riders() {
            if (riders.isEmpty()) {
                synchronized (waiting) {
                    riders = List.copyOf(waiting);
                    waiting.clear();
                    asked = false;
                }
            }
            return riders;
        }
    }

    private record Waiting<T>(T item, CompletableFuture<Boolean> written) {}
}
