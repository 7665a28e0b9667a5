package org.sealpost.app;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.sealpost.protocols.sync.Synchronisation.Mode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the house does by the clock: renew certificates, keep CRLs fresh, clear away what a crash left. */
final class Routine implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Routine.class);
    private static final Duration ENROLL_EVERY = Duration.ofHours(1);
    private static final Duration SYNC_EVERY = Duration.ofMinutes(5);
    private static final Duration SYNC_FULL_EVERY = Duration.ofHours(6);
    private static final Duration CRL_EVERY = Duration.ofMinutes(10);
    private static final Duration FOREIGN_CRL_EVERY = Duration.ofMinutes(10);
    private static final Duration DROP_EVERY = Duration.ofSeconds(30);
    private static final Duration TIDY_EVERY = Duration.ofHours(6);

    private static final Duration DELIVERIES_KEPT = Duration.ofDays(30);
    private static final Duration NAMES_KEPT = Duration.ofDays(90);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("routine").factory());

    private Routine() {}

    static Routine start(House house, Keeping keeping) {
        Routine routine = new Routine();
        routine.every(ENROLL_EVERY, "enrolment", house::enrollAll);
        routine.every(SYNC_EVERY, "synchronisation", () -> house.registry().synchronise(Mode.CHANGES));
        routine.every(
                SYNC_FULL_EVERY, "full synchronisation", () -> house.registry().synchronise(Mode.FULL));
        routine.every(CRL_EVERY, "CRLs", () -> {
            house.certification().crls().current("root", house.clock().instant());
            house.certification().crls().current("issuing", house.clock().instant());
        });
        routine.every(FOREIGN_CRL_EVERY, "CRLs of others", () -> {
            int fetched = house.trusting().paths().refreshCrls();
            LOG.debug("{} CRLs of others fetched anew", fetched);
        });
        routine.every(DROP_EVERY, "the folder for CRLs", house.trusting().drop()::empty);
        routine.every(TIDY_EVERY, "tidying", () -> {
            keeping.queue().forgetNames(house.clock().instant().minus(NAMES_KEPT));
            keeping.mailboxes().forgetDeliveries(house.clock().instant().minus(DELIVERIES_KEPT));
            int removed = keeping.contents().removeForgotten();
            if (removed > 0) {
                LOG.info("removed {} contents that nothing refers to", removed);
            }
        });
        return routine;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    @SuppressWarnings("IllegalCatch") // A failure of one round must not end all later ones.
    private void every(Duration interval, String name, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed; it is tried again in {}", name, interval, e);
            }
        };
        var _ = timer.scheduleWithFixedDelay(safe, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
}
