package org.sealpost.store.database;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Answers to questions about what changes seldom: people, keys, certificates, rules. All are forgotten with the first change of
 * any of it, before that change can be seen, so that nobody gets an answer that is older than what else they read.
 */
final class Known {
    /** Some ten for each person who writes or gets mail now; certificates are the largest, two KiB each. */
    private static final int ANSWERS_LIMIT = 8_192;

    private volatile @Nullable Map<Object, Object> answers = new ConcurrentHashMap<>();

    /** {@code question} tells by equals what is asked; the answer must be immutable. */
    <T> T answer(Object question, Supplier<T> reading) {
        // Whoever reads while things change leaves the answer in a map that nobody asks any more.
        Map<Object, Object> known = answers;
        if (known == null) {
            return reading.get();
        }
        @SuppressWarnings("unchecked") // What was asked determines the type of the answer.
        T answer = (T) known.get(question);
        if (answer != null) {
            return answer;
        }
        T read = reading.get();
        if (read != null) {
            if (known.size() >= ANSWERS_LIMIT) {
                known.clear();
            }
            known.put(question, read);
        }
        return read;
    }

    /** From now on, until {@link #changed}, nothing is known. */
    void changing() {
        answers = null;
    }

    void changed() {
        answers = new ConcurrentHashMap<>();
    }
}
