package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes messages out of the queue and has them carried, many at a time. Here and nowhere else is decided what follows from a
 * failure: one of class 4 waits, one of class 5 goes back to the sender, and anything unexpected waits and raises an alarm.
 * A recipient leaves the queue only as delivered or bounced.
 */
public final class QueueRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);
    private static final int WORKERS = 96;
    /** So many are left for what waits in the queue, however much new mail comes in. */
    private static final int FOR_WAITING_MAIL = 16;

    private static final int LEASED_AT_ONCE = 16;
    private static final Duration LEASE = Duration.ofMinutes(2);
    private static final Duration EXTEND_EVERY = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    private final MailQueue queue;
    private final Carrier carrier;
    private final Bounces bounces;
    private final NewMail newMail;
    private final Clock clock;
    private final HeldMail heldMail;
    private final Stops stops;
    private final Semaphore workers = new Semaphore(WORKERS);
    private final Map<String, Leased> underWay = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private Instant extendedAt = Instant.EPOCH;

    /**
     * @param stops what is kept back, as administrators want
     * @param news a number that changes whenever there may be a new way to encrypt to somebody
     */
    public QueueRunner(
            MailQueue queue,
            Carrier carrier,
            Stops stops,
            Bounces bounces,
            NewMail newMail,
            LongSupplier news,
            Clock clock) {
        this.stops = stops;
        this.queue = queue;
        this.carrier = carrier;
        this.bounces = bounces;
        this.newMail = newMail;
        this.clock = clock;
        this.heldMail = new HeldMail(queue, bounces, news, clock);
    }

    public void start() {
        int tookBack = queue.takeBack();
        if (tookBack > 0) {
            LOG.info("{} messages were under way when the server stopped; they are tried again", tookBack);
        }
        Thread.ofVirtual().name("queue-runner").start(this::run);
        // Not before what this process had leased in its last life is taken back.
        newMail.workers(this::freeWorker);
    }

    private Optional<NewMail.Worker> freeWorker() {
        if (closed || !workers.tryAcquire(FOR_WAITING_MAIL + 1)) {
            return Optional.empty();
        }
        workers.release(FOR_WAITING_MAIL);
        Instant until = clock.instant().plus(LEASE);
        return Optional.of(new NewMail.Worker() {
            @Override
            public Instant until() {
                return until;
            }

            @Override
            public Optional<Carrier.Prepared> prepare(Leased leased, List<Preview.Plan> plans) {
                return QueueRunner.this.prepare(leased, plans);
            }

            @Override
            public void take(Leased leased, Optional<Carrier.Prepared> prepared) {
                startWorker(leased, prepared);
            }

            @Override
            public void leave() {
                release();
            }
        });
    }

    @SuppressWarnings(
            "IllegalCatch") // Who carries it meets what is wrong again, and then it is told to whom it concerns.
    private Optional<Carrier.Prepared> prepare(Leased leased, List<Preview.Plan> plans) {
        try {
            return stops.areClear(leased) ? carrier.prepare(leased, plans) : Optional.empty();
        } catch (RuntimeException e) {
            LOG.debug("message {} is decided about later", leased.mail().queueId(), e);
            return Optional.empty();
        }
    }

    /** Takes no new messages, and waits a while for those that are under way. */
    @Override
    public void close() {
        closed = true;
        newMail.announce();
        try {
            if (!workers.tryAcquire(WORKERS, STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.warn("{} messages are still under way; they stay in the queue", underWay.size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @SuppressWarnings("IllegalCatch") // Whatever fails once, the next round must come.
    private void run() {
        while (!closed) {
            boolean idle = true;
            try {
                extendLeases();
                heldMail.wake();
                idle = !startDue();
            } catch (RuntimeException e) {
                LOG.error("the queue does not answer", e);
            }
            if (idle && !waited()) {
                return;
            }
        }
    }

    /** False if the server stops. */
    private boolean waited() {
        try {
            newMail.await(LOOK_EVERY);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean startDue() {
        int free = Math.min(workers.availablePermits(), LEASED_AT_ONCE);
        if (free == 0) {
            return false;
        }
        Instant now = clock.instant();
        List<Leased> due = queue.lease(free, now, now.plus(LEASE));
        due.forEach(this::handToWorker);
        return !due.isEmpty();
    }

    private void extendLeases() {
        Instant now = clock.instant();
        if (extendedAt.plus(EXTEND_EVERY).isAfter(now)) {
            return;
        }
        extendedAt = now;
        underWay.values().forEach(leased -> queue.extend(leased, now.plus(LEASE)));
    }

    private void handToWorker(Leased leased) {
        workers.acquireUninterruptibly();
        startWorker(leased, Optional.empty());
    }

    /** Whoever calls this has a permit. */
    private void startWorker(Leased leased, Optional<Carrier.Prepared> prepared) {
        underWay.put(leased.lease(), leased);
        Thread.ofVirtual().name("queue-worker").start(() -> {
            try {
                work(leased, prepared);
            } finally {
                underWay.remove(leased.lease());
                release();
            }
        });
    }

    private void release() {
        boolean wereAllBusy = workers.availablePermits() == 0;
        workers.release();
        if (wereAllBusy) {
            newMail.announce();
        }
    }

    @SuppressWarnings(
            "IllegalCatch") // If even the outcome cannot be written down, the lease runs out and all is tried again.
    private void work(Leased leased, Optional<Carrier.Prepared> prepared) {
        try {
            Optional<Leased> going = stops.letThrough(leased);
            if (going.isPresent()) {
                // What is prepared is for all recipients; if some are stopped meanwhile, the others are decided about
                // anew.
                Optional<Carrier.Prepared> whole =
                        prepared.filter(ready -> going.get().equals(leased));
                settle(going.get(), everyRecipient(going.get(), attempt(going.get(), whole)));
            }
        } catch (RuntimeException e) {
            LOG.error(
                    "what became of message {} could not be written down",
                    leased.mail().queueId(),
                    e);
        }
    }

    @SuppressWarnings("IllegalCatch") // A bug stops this message, never the server.
    private List<Outcome> attempt(Leased leased, Optional<Carrier.Prepared> prepared) {
        MailObject mail = leased.mail();
        try {
            return prepared.isPresent() ? prepared.get().carry() : carrier.carry(leased);
        } catch (MailFailure e) {
            return all(mail, e.status(), String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.error("ALARM: message {} waits, since carrying it failed", mail.queueId(), e);
            return all(mail, EnhancedStatus.OTHER_TEMPORARY, "an error inside the mail system");
        }
    }

    private static List<Outcome> all(MailObject mail, EnhancedStatus status, String reason) {
        return mail.envelope().recipients().stream()
                .map(recipient -> outcome(recipient, status, reason))
                .toList();
    }

    private static Outcome outcome(MailAddress recipient, EnhancedStatus status, String reason) {
        return status.statusClass() == 5
                ? new Outcome.Failed(recipient, status, reason)
                : new Outcome.Deferred(
                        recipient, status.isTemporary() ? status : EnhancedStatus.OTHER_TEMPORARY, reason);
    }

    /** One outcome for each recipient, whatever the carrier said; one that it forgot has not got the message. */
    private static List<Outcome> everyRecipient(Leased leased, List<Outcome> told) {
        Map<MailAddress, Outcome> byRecipient = new LinkedHashMap<>();
        told.forEach(outcome -> byRecipient.putIfAbsent(outcome.recipient(), outcome));
        List<Outcome> complete = new ArrayList<>();
        for (MailAddress recipient : leased.mail().envelope().recipients()) {
            Optional<Outcome> known = Optional.ofNullable(byRecipient.get(recipient));
            if (known.isEmpty()) {
                LOG.error(
                        "ALARM: nothing is known of {} of message {}",
                        recipient,
                        leased.mail().queueId());
            }
            complete.add(known.orElseGet(
                    () -> outcome(recipient, EnhancedStatus.OTHER_TEMPORARY, "an error inside the mail system")));
        }
        return complete;
    }

    private void settle(Leased leased, List<Outcome> outcomes) {
        Instant now = clock.instant();
        boolean over = Patience.isOver(begun(leased), now);
        List<Outcome.Held> held = new ArrayList<>();
        List<MailAddress> delivered = new ArrayList<>();
        List<Outcome.Failed> failed = new ArrayList<>();
        List<Outcome.Deferred> deferred = new ArrayList<>();
        Map<Instant, List<MailAddress>> postponed = new LinkedHashMap<>();
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Settled _ -> {}
                case Outcome.Delivered done -> delivered.add(done.recipient());
                case Outcome.Failed failure -> failed.add(failure);
                case Outcome.Held waits when HeldMail.isOver(leased, waits, now) -> failed.add(HeldMail.expired(waits));
                case Outcome.Held waits -> held.add(waits);
                case Outcome.Postponed turn ->
                    postponed
                            .computeIfAbsent(turn.at(), at -> new ArrayList<>())
                            .add(turn.recipient());
                case Outcome.Deferred delay
                when over -> failed.add(new Outcome.Failed(delay.recipient(), EnhancedStatus.EXPIRED, delay.reason()));
                case Outcome.Deferred delay -> deferred.add(delay);
            }
        }
        complete(leased, delivered);
        if (!failed.isEmpty()) {
            // First the bounce: if the process dies in between, the sender hears twice, not never.
            bounces.send(leased.mail(), failed);
            complete(leased, failed.stream().map(Outcome.Failed::recipient).toList());
        }
        if (!held.isEmpty()) {
            heldMail.hold(leased, held, now);
        }
        defer(leased, deferred, now);
        postponed.forEach((at, recipients) -> queue.postpone(leased, recipients, at));
    }

    /** First the notice, once: if the process dies in between, the sender hears twice, not never. */
    private void defer(Leased leased, List<Outcome.Deferred> late, Instant now) {
        if (!late.isEmpty() && leased.attempts() == Patience.TOLD_AT_ATTEMPT) {
            bounces.delay(leased.mail(), late, begun(leased).plus(Patience.GIVE_UP_AFTER));
        }
        Map<Delay, List<MailAddress>> alike = new LinkedHashMap<>();
        late.forEach(delay -> alike.computeIfAbsent(Delay.of(leased, delay, now), one -> new ArrayList<>())
                .add(delay.recipient()));
        alike.forEach((delay, recipients) -> queue.defer(leased, recipients, delay.next, delay.reason, delay.unproved));
    }

    /** Why recipients wait, and until when. */
    private record Delay(String reason, Instant next, boolean unproved) {
        static Delay of(Leased leased, Outcome.Deferred late, Instant now) {
            return new Delay(
                    late.status() + " " + late.reason(),
                    Patience.nextAttempt(
                            now,
                            leased.attempts(),
                            late.lacking()
                                    .flatMap(Outcome.Lacking::encryptedAfter)
                                    .map(leased.unproved().getOrDefault(late.recipient(), now)::plus)),
                    late.lacking().isPresent());
        }
    }

    /** Time in which a message waited for a way to encrypt is no time in which it could have been delivered. */
    private static Instant begun(Leased leased) {
        return leased.held().values().stream()
                .flatMap(wait -> wait.releasedAt().or(() -> Optional.of(Instant.MAX)).stream())
                .max(Instant::compareTo)
                .orElse(leased.mail().receivedAt());
    }

    private void complete(Leased leased, List<MailAddress> recipients) {
        if (!recipients.isEmpty()) {
            queue.complete(leased, recipients);
        }
    }
}
