package org.sealpost.pki.path;

import java.time.Duration;

/** How long one question may take, whatever certificates come with it. */
public final class Deadline {
    /** All of a question but the network; the rest of the second is for reading and the second validator. */
    public static final Duration STANDARD = Duration.ofMillis(700);

    private final long endNanos;

    private Deadline(long endNanos) {
        this.endNanos = endNanos;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    public boolean isOver() {
        return System.nanoTime() - endNanos >= 0;
    }

    void check() {
        if (isOver()) {
            throw new Exceeded("it took too long");
        }
    }

    /** The limits of a question are used up; whatever was not found until then is not trusted. */
    static final class Exceeded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Exceeded(String message) {
            super(message, null, false, false);
        }
    }
}
