package org.sealpost.testkit;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What reading something of a stranger may cost, whatever it is: a second of the processor and 64 MiB. */
public final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long LARGEST_BYTES = 64L * 1024 * 1024;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private Patience() {}

    /** Something that reads bytes of a stranger. */
    @FunctionalInterface
    public interface Reading {
        void read() throws Exception;
    }

    private record Cost(Duration time, long bytes) {
        boolean isTooMuch() {
            return time.compareTo(LONGEST) > 0 || bytes > LARGEST_BYTES;
        }
    }

    /**
     * Reads, and takes one kind of failure for an answer; anything else is thrown. What costs too much is read once more, since a
     * first reading may have loaded classes.
     */
    public static void expect(Class<? extends Exception> failure, Reading reading) throws Exception {
        Cost cost = cost(failure, reading);
        if (cost.isTooMuch()) {
            Cost again = cost(failure, reading);
            if (again.isTooMuch()) {
                throw new AssertionError("expected at most " + LONGEST + " and " + LARGEST_BYTES + " bytes: " + again);
            }
        }
    }

    /** {@code bytes}: all that was allocated meanwhile, which is more than was held at any time. */
    @SuppressWarnings("IllegalCatch") // Which failure is an answer is for the caller to say.
    private static Cost cost(Class<? extends Exception> failure, Reading reading) throws Exception {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long time = THREADS.getCurrentThreadCpuTime();
        try {
            reading.read();
        } catch (Exception e) {
            if (!failure.isInstance(e)) {
                throw e;
            }
        }
        return new Cost(
                Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - time),
                THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }
}
