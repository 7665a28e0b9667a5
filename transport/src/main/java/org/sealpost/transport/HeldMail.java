package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.MailQueue.Wait;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mail that waits for a way to encrypt it. It is looked at again whenever there may be a new one, and now and then in any case,
 * since certificates begin and end by the clock; what is decided then is decided as for new mail.
 */
final class HeldMail {
    private static final Logger LOG = LoggerFactory.getLogger(HeldMail.class);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(30);
    /** Changes come in crowds; whoever waits for days can wait for that. */
    private static final Duration WAKE_AT_MOST_EVERY = Duration.ofSeconds(3);

    private final MailQueue queue;
    private final Bounces bounces;
    private final LongSupplier news;
    private final Clock clock;
    private long seen = Long.MIN_VALUE;
    private Instant woken = Instant.MIN;

    HeldMail(MailQueue queue, Bounces bounces, LongSupplier news, Clock clock) {
        this.queue = queue;
        this.bounces = bounces;
        this.news = news;
        this.clock = clock;
    }

    /** Called again and again by one thread. */
    void wake() {
        Instant now = clock.instant();
        if (now.isBefore(woken.plus(WAKE_AT_MOST_EVERY))) {
            return;
        }
        long latest = news.getAsLong();
        if (latest != seen) {
            // Remembered first: what changes during the look is looked at next time.
            seen = latest;
            woken = now;
            int messages = queue.wakeHeld();
            if (messages > 0) {
                LOG.debug("{} messages that wait for a certificate are looked at again", messages);
            }
        }
    }

    void hold(Leased leased, List<Outcome.Held> held, Instant now) {
        List<Outcome.Held> newly = held.stream()
                .filter(one -> !leased.held().containsKey(one.recipient()))
                .toList();
        Instant firstEnd = held.stream()
                .map(one -> end(leased, one, now))
                .min(Instant::compareTo)
                .orElse(now);
        Instant look = now.plus(LOOK_EVERY);
        bounces.hold(
                leased.mail(),
                newly,
                firstEnd,
                queue.holding(
                        leased,
                        held.stream().map(Outcome.Held::recipient).toList(),
                        look.isBefore(firstEnd) ? look : firstEnd,
                        "waits for a certificate until " + firstEnd));
    }

    static boolean isOver(Leased leased, Outcome.Held held, Instant now) {
        return !now.isBefore(end(leased, held, now));
    }

    static Outcome.Failed expired(Outcome.Held held) {
        return new Outcome.Failed(
                held.recipient(),
                EnhancedStatus.POLICY_REFUSED,
                "it had to be encrypted, and no way to do so was found in time. " + held.reason());
    }

    private static Instant end(Leased leased, Outcome.Held held, Instant now) {
        return Optional.ofNullable(leased.held().get(held.recipient()))
                .map(Wait::since)
                .orElse(now)
                .plus(held.longest());
    }
}
