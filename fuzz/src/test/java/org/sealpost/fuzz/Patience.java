package org.sealpost.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.time.Duration;

/** What a parser may cost, whatever it is given: a second and 64 MiB. */
public final class Patience {
    private static final Duration LONGEST = Duration.ofSeconds(1);
    private static final long LARGEST_BYTES = 64L * 1024 * 1024;
    private static boolean warm;

    private Patience() {}

    /** Something that reads bytes of a stranger. */
    @FunctionalInterface
    public interface Reading {
        void read() throws Exception;
    }

    /** Reads, and takes one kind of failure for an answer; anything else is found. The first reading loads classes and is free. */
    public static void expect(Class<? extends Exception> failure, Reading reading) throws Exception {
        var thread = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long bytes = thread.getCurrentThreadAllocatedBytes();
        long time = thread.getCurrentThreadCpuTime();
        try {
            reading.read();
        } catch (Exception e) {
            if (!failure.isInstance(e)) {
                throw e;
            }
        }
        if (warm) {
            assertThat(Duration.ofNanos(thread.getCurrentThreadCpuTime() - time))
                    .isLessThan(LONGEST);
            assertThat(thread.getCurrentThreadAllocatedBytes() - bytes).isLessThan(LARGEST_BYTES);
        }
        warm = true;
    }
}
