package org.sealpost.enrollment;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.sealpost.enrollment.EnrollmentLoop.Patience;
import org.sealpost.mail.MailAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs enrolment in the background when there is a reason: somebody logged in, or a change may concern everybody. Nobody waits
 * for it, and what falls together is done once.
 */
public final class EnrollmentPulse implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EnrollmentPulse.class);
    private static final Duration BETWEEN_LOGINS = Duration.ofHours(8);
    private static final int REMEMBERED = 100_000;

    private final EnrollmentLoop loop;
    private final ExecutorService worker = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().daemon().name("enrollment").factory());

    private final AtomicBoolean everybodyWaits = new AtomicBoolean();
    private final Map<String, Long> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    private final Optional<OpenPgpEnrollment> openPgp;

    public EnrollmentPulse(EnrollmentLoop loop) {
        this(loop, Optional.empty());
    }

    /** With OpenPGP keys as well. */
    public EnrollmentPulse(EnrollmentLoop loop, Optional<OpenPgpEnrollment> openPgp) {
        this.loop = loop;
        this.openPgp = openPgp;
    }

    /** Somebody logged in; looked at once in eight hours, as Windows does. */
    public void login(MailAddress account) {
        long now = System.nanoTime();
        synchronized (seen) {
            Long last = seen.get(account.key());
            if (last != null && now - last < BETWEEN_LOGINS.toNanos()) {
                return;
            }
            seen.put(account.key(), now);
        }
        submit(() -> {
            loop.reconcile(account.key(), Patience.WAIT);
            openPgp.ifPresent(keys -> keys.reconcile(account.key()));
        });
    }

    /** Templates, policies, groups or units changed. */
    public void everybody() {
        if (everybodyWaits.compareAndSet(false, true)) {
            submit(() -> {
                everybodyWaits.set(false);
                loop.runAll();
                openPgp.ifPresent(OpenPgpEnrollment::reconcileAll);
            });
        }
    }

    @SuppressWarnings("IllegalCatch") // A failed run is tried again by the timer; the worker goes on.
    private void submit(Runnable work) {
        if (worker.isShutdown()) {
            return;
        }
        worker.execute(() -> {
            try {
                work.run();
            } catch (RuntimeException e) {
                LOG.warn("enrolment in the background failed; the next hourly run tries again", e);
            }
        });
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
