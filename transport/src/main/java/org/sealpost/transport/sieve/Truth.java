package org.sealpost.transport.sieve;

import java.util.List;
import java.util.function.Function;

/** What a test found; unknown if it asks for text that is closed here. */
enum Truth {
    FALSE,
    UNKNOWN,
    TRUE;

    static Truth of(boolean holds) {
        return holds ? TRUE : FALSE;
    }

    Truth not() {
        return switch (this) {
            case FALSE -> TRUE;
            case UNKNOWN -> UNKNOWN;
            case TRUE -> FALSE;
        };
    }

    /** True if one of them is; what comes behind the first that decides is not asked. */
    static <T> Truth any(List<T> of, Function<T, Truth> test) {
        Truth found = FALSE;
        for (T one : of) {
            Truth next = test.apply(one);
            if (next == TRUE) {
                return TRUE;
            }
            found = next == UNKNOWN ? UNKNOWN : found;
        }
        return found;
    }

    /** False if one of them is; what comes behind the first that decides is not asked. */
    static <T> Truth all(List<T> of, Function<T, Truth> test) {
        return any(of, one -> test.apply(one).not()).not();
    }
}
