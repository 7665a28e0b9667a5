package org.sealpost.protocols.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final Duration SOON = Duration.ofMillis(20);
    private static final Duration LATE = Duration.ofHours(1);

    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void endsWhatLastsTooLong() throws InterruptedException {
        try (Deadline deadline = Deadline.ending(ended::countDown)) {
            deadline.in(SOON);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(deadline.isPassed()).isTrue();
        }
    }

    @Test
    void staysPassedWhateverIsSetLater() throws InterruptedException {
        try (Deadline deadline = Deadline.ending(ended::countDown)) {
            deadline.in(SOON);
            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();

            deadline.in(LATE);
            deadline.lift();

            assertThat(deadline.isPassed()).isTrue();
        }
    }

    @Test
    void leavesAloneWhoIsInTimeAndWhoHasNone() throws InterruptedException {
        CountDownLatch other = new CountDownLatch(2);
        try (Deadline moved = Deadline.ending(other::countDown);
                Deadline lifted = Deadline.ending(other::countDown);
                Deadline last = Deadline.ending(ended::countDown)) {
            moved.in(SOON);
            moved.in(LATE);
            lifted.in(SOON);
            lifted.lift();
            last.in(SOON);

            assertThat(ended.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(moved.isPassed()).isFalse();
            assertThat(lifted.isPassed()).isFalse();
            assertThat(other.getCount()).isEqualTo(2);
        }
    }
}
