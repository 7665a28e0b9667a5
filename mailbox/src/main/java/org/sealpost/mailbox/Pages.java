package org.sealpost.mailbox;

import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.ToLongFunction;

/** Goes through the messages of a folder page by page, so that a folder of any size takes little memory. */
final class Pages<T> implements Iterator<T> {
    private final Loader<T> loader;
    private final ToLongFunction<T> uid;
    private long next;
    private long wanted;
    private Iterator<T> page = List.<T>of().iterator();
    private boolean ended;

    Pages(long first, long wanted, Loader<T> loader, ToLongFunction<T> uid) {
        this.next = first;
        this.wanted = wanted;
        this.loader = loader;
        this.uid = uid;
    }

    /** Loads at most {@code count} messages with a UID of at least {@code from}; an empty list ends the walk. */
    interface Loader<T> {
        List<T> load(long from, long count);
    }

    @Override
    public boolean hasNext() {
        if (!page.hasNext() && !ended && wanted > 0) {
            List<T> loaded = loader.load(next, wanted);
            ended = loaded.isEmpty();
            page = loaded.iterator();
        }
        return wanted > 0 && page.hasNext();
    }

    @Override
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        T found = page.next();
        next = uid.applyAsLong(found) + 1;
        wanted--;
        return found;
    }
}
