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
    /** How often is looked whether a backup or a drill is due. */
    private static final Duration BACKUP_EVERY = Duration.ofMinutes(10);

    /** How often is looked whether the public certificate is due; the first time soon after the doors opened. */
    private static final Duration PUBLIC_EVERY = Duration.ofMinutes(10);

    private static final Duration PUBLIC_FIRST = Duration.ofSeconds(5);

    /** How often is looked whether mail is to lie in another form, and keys are forgotten that nobody uses. */
    private static final Duration FORMS_EVERY = Duration.ofSeconds(10);

    private static final Duration TIDY_EVERY = Duration.ofHours(6);

    private static final Duration DELIVERIES_KEPT = Duration.ofDays(30);
    private static final Duration NAMES_KEPT = Duration.ofDays(90);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("routine").factory());

    /** Apart, since a backup of much mail takes hours, and CRLs must not wait for it. */
    private final ScheduledExecutorService backups = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("backup").factory());

    /** Apart, since sealing all mail of a house takes hours. */
    private final ScheduledExecutorService forms = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("storage").factory());

    /** Apart, since a public authority may take minutes to answer, and web servers that take reports. */
    private final ScheduledExecutorService outside = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("public authority").factory());

    private Routine() {}

    static Routine start(House house, Keeping keeping) {
        Routine routine = new Routine();
        every(routine.timer, ENROLL_EVERY, "enrolment", house::enrollAll);
        every(
                routine.timer,
                SYNC_EVERY,
                "synchronisation",
                () -> house.registry().synchronise(Mode.CHANGES));
        every(
                routine.timer,
                SYNC_FULL_EVERY,
                "full synchronisation",
                () -> house.registry().synchronise(Mode.FULL));
        every(
                routine.timer,
                CRL_EVERY,
                "CRLs",
                () -> house.certification().crls().routine(house.clock().instant()));
        every(routine.timer, FOREIGN_CRL_EVERY, "CRLs of others", () -> {
            int fetched = house.trusting().paths().refreshCrls();
            LOG.debug("{} CRLs of others fetched anew", fetched);
        });
        every(routine.timer, DROP_EVERY, "the last connections", house.outbound()::writeLedger);
        every(routine.timer, DROP_EVERY, "the folder for CRLs", house.trusting().drop()::empty);
        every(routine.timer, TIDY_EVERY, "tidying", () -> tidy(house, keeping));
        every(
                routine.timer,
                TIDY_EVERY,
                "quarantine",
                () -> house.inspecting().quarantine().expire());
        every(routine.timer, CRL_EVERY, "key archive", () -> house.recovery().routine());
        every(
                routine.timer,
                CRL_EVERY,
                "shared mailboxes",
                () -> house.gateway().sharing().pass());
        outside(routine.outside, house);
        every(
                routine.forms,
                FORMS_EVERY,
                "the form of stored mail",
                () -> house.gateway().forms().pass());
        every(routine.timer, FORMS_EVERY, "keys in memory", keeping.keys()::forgetUnused);
        every(routine.backups, BACKUP_EVERY, "backup", () -> backUpWhenDue(house));
        return routine;
    }

    /** What asks others. */
    private static void outside(ScheduledExecutorService outside, House house) {
        after(outside, PUBLIC_FIRST, PUBLIC_EVERY, "the public certificate", () -> {
            var _ = house.certification().publicCertificates().run(false);
        });
        after(
                outside,
                PUBLIC_FIRST,
                PUBLIC_EVERY,
                "reports about TLS",
                () -> house.outbound().reporting().run());
    }

    private static void tidy(House house, Keeping keeping) {
        keeping.queue().forgetNames(house.clock().instant().minus(NAMES_KEPT));
        house.outbound().reporting().tidy();
        keeping.mailboxes().forgetDeliveries(house.clock().instant().minus(DELIVERIES_KEPT));
        house.outbound().protocolLog().tidy();
        int removed = keeping.contents().removeForgotten();
        if (removed > 0) {
            LOG.info("removed {} contents that nothing refers to", removed);
        }
    }

    /** The backup and the drill of the clock, each if it is due. */
    static void backUpWhenDue(House house) {
        house.backups().whenDue();
        if (house.backups().drillIsDue()) {
            house.drill()
                    .run()
                    .failure()
                    .ifPresent(failure -> LOG.error("ALARM: the restore drill failed: {}", failure));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        backups.shutdownNow();
        forms.shutdownNow();
        outside.shutdownNow();
    }

    private static void every(ScheduledExecutorService timer, Duration interval, String name, Runnable task) {
        after(timer, interval, interval, name, task);
    }

    @SuppressWarnings("IllegalCatch") // A failure of one round must not end all later ones.
    private static void after(
            ScheduledExecutorService timer, Duration first, Duration interval, String name, Runnable task) {
        Runnable safe = () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.error("{} failed; it is tried again in {}", name, interval, e);
            }
        };
        var _ = timer.scheduleWithFixedDelay(safe, first.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
}
