package org.sealpost.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditEvent;
import org.sealpost.transport.Preview.Plan;

/** Tells the queue runner at once that there is something in the queue, or gives it to a worker who is free. */
public final class NewMail {
    private final Semaphore announced = new Semaphore(0);
    private volatile Supplier<Optional<Worker>> workers = Optional::empty;

    /** Somebody who carries one message; called once, either way. */
    interface Worker {
        /** Until when the message is leased. */
        Instant until();

        /** Decides about the message before it is in the queue, if that can be; {@code plans}: what was decided already. */
        Optional<Carrier.Prepared> prepare(MailQueue.Leased leased, List<Plan> plans);

        /** {@code prepared}: what this worker has decided about it. */
        void take(MailQueue.Leased leased, Optional<Carrier.Prepared> prepared);

        /** There is no message after all. */
        void leave();
    }

    /** Puts a message into the queue. */
    @FunctionalInterface
    interface Step {
        /**
         * Makes the change; it is on disk when this returns.
         *
         * @param decided what is to be written down with it
         */
        void make(Change entering, List<AuditEvent> decided);
    }

    /** {@code free}: gives a worker who waits for a message, if there is one. */
    void workers(Supplier<Optional<Worker>> free) {
        workers = free;
    }

    /**
     * Puts a message into the queue. If a worker is free, it has the message from the start, and nobody has to look for it.
     *
     * @param plans what was decided for each recipient when the message was let in; empty if nothing was
     * @param step makes the change, together with others; it is on disk when this returns
     */
    void enter(MailQueue queue, MailObject mail, List<Plan> plans, Step step) {
        Optional<Worker> free = workers.get();
        if (free.isEmpty()) {
            step.make(queue.entering(mail), List.of());
            announce();
            return;
        }
        Worker worker = free.get();
        Optional<MailQueue.Handed> handed = Optional.empty();
        Optional<Carrier.Prepared> prepared = Optional.empty();
        boolean kept = false;
        try {
            handed = queue.entering(mail, worker.until());
            prepared = handed.map(MailQueue.Handed::leased).flatMap(leased -> worker.prepare(leased, plans));
            step.make(
                    handed.map(MailQueue.Handed::entering).orElseGet(() -> queue.entering(mail)),
                    prepared.map(Carrier.Prepared::decided).orElse(List.of()));
            kept = true;
        } finally {
            if (kept && handed.isPresent()) {
                worker.take(handed.get().leased(), prepared);
            } else {
                worker.leave();
            }
        }
        if (handed.isEmpty()) {
            announce();
        }
    }

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
