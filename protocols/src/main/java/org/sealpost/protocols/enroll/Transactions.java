package org.sealpost.protocols.enroll;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What clients are in the middle of: requests that wait, certificates not confirmed yet. Kept in memory only, a limited number;
 * a client whose transaction is not known any more asks anew with the same key and gets the same certificate.
 */
final class Transactions<T> {
    private static final int LIMIT = 10_000;

    private final Map<String, Begun<T>> open = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Begun<T>> eldest) {
            return size() > LIMIT;
        }
    };

    private record Begun<T>(String by, T what) {}

    synchronized void put(String transaction, String by, T what) {
        open.put(transaction, new Begun<>(by, what));
    }

    /** The transaction of this name, if it was begun by this one. */
    synchronized Optional<T> find(String transaction, String by) {
        return Optional.ofNullable(open.get(transaction))
                .filter(begun -> begun.by().equals(by))
                .map(Begun::what);
    }

    synchronized void end(String transaction) {
        open.remove(transaction);
    }
}
