package org.sealpost.transport;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.sealpost.mail.Change;

/** Tells the queue runner at once that there is something in the queue. */
public final class NewMail {
    private final Semaphore announced = new Semaphore(0);

    public void announce() {
        if (announced.availablePermits() == 0) {
            announced.release();
        }
    }

    /** Announces what enters the queue in the same step, once it is on disk. */
    Change announcing() {
        return new Change() {
            @Override
            public void make() {
                // The queue has it with another change.
            }

            @Override
            public void made() {
                announce();
            }
        };
    }

    /** Returns when something was announced since the last time, or after the given time. */
    public void await(Duration longest) throws InterruptedException {
        if (announced.tryAcquire(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            announced.drainPermits();
        }
    }
}
