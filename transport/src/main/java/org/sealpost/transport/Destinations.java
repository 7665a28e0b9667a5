package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.transport.Courier.Route;

/**
 * How other servers are: how many messages go to one at once, and whether it answers at all. One that does not answer is tried
 * by one message at a time, and the others fail with it instead of each waiting for itself; so a dead destination with many
 * messages keeps nobody from the rest. What is known here lasts as long as the process.
 */
public final class Destinations {
    /** To one that did not show yet that it answers; each message that it takes makes room for one more. */
    private static final int AT_FIRST = 3;
    /** So long after an answer a destination counts as one that answers. */
    private static final Duration PROVED_FOR = Duration.ofMinutes(5);
    /** Who would wait no longer than this for a turn waits; others go back into the queue. */
    private static final Duration WAIT = Duration.ofMillis(500);

    private static final Duration SOONEST = Duration.ofSeconds(1);
    private static final Duration LATEST = Duration.ofMinutes(5);
    private static final Duration UNKNOWN_PACE = Duration.ofMillis(60);
    private static final List<Duration> RESTS =
            List.of(Duration.ofMinutes(1), Duration.ofMinutes(2), Duration.ofMinutes(5), Duration.ofMinutes(10));
    private static final int KNOWN = 10_000;

    private final int most;
    private final Clock clock;
    private final Consumer<Route> recovered;
    private final Map<Route, State> states = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Doubt, Integer> doubtful = new EnumMap<>(Doubt.class);

    /**
     * @param most messages to one destination at once
     * @param recovered told when a destination answers again
     */
    public Destinations(int most, Clock clock, Consumer<Route> recovered) {
        this.most = most;
        this.clock = clock;
        this.recovered = recovered;
    }

    /** Whether a message for a destination goes now. */
    public sealed interface Turn {
        record Go() implements Turn {}

        /** There are enough messages on the way; this one has its place in the line. */
        record Later(Instant at) implements Turn {}

        /** It does not answer, and another message tries whether it does by now. */
        record Resting(Rest rest) implements Turn {}
    }

    /**
     * A destination that does not answer.
     *
     * @param destination for people
     * @param since when it did not answer first
     * @param until when it is tried again at the earliest
     */
    public record Rest(String destination, Instant since, Instant until, String reason) {
        /** A try that fails with that of others. */
        Outcome.Deferred outcome(MailAddress recipient) {
            return new Outcome.Deferred(
                    recipient,
                    EnhancedStatus.NETWORK_TEMPORARY,
                    reason,
                    List.of(Finding.of(DeliveryRule.DESTINATION_RESTS, destination, since, until)));
        }

        /** The same for all recipients. */
        public List<Outcome> outcomes(List<MailAddress> recipients) {
            return recipients.stream().map(one -> (Outcome) outcome(one)).toList();
        }
    }

    /** How sure it is that a destination answers; so many at once leave workers for the others, however many are dead. */
    private enum Doubt {
        NONE(Integer.MAX_VALUE),
        UNKNOWN(16),
        SILENT(8);

        private final int most;

        Doubt(int most) {
            this.most = most;
        }
    }

    /** What is known of one destination. */
    private static final class State {
        private int underWay;
        private int waiting;
        private int room = AT_FIRST;
        private int failures;
        private Instant since = Instant.MIN;
        private Instant restsUntil = Instant.MIN;
        private Instant answered = Instant.MIN;
        private Instant line = Instant.MIN;
        private Duration pace = UNKNOWN_PACE.multipliedBy(AT_FIRST);
        private String reason = "";

        private boolean isIdle() {
            return underWay == 0 && waiting == 0;
        }
    }

    /** The right of one message to be on its way; to be closed. */
    public final class Pass implements AutoCloseable {
        private final Route route;
        private final Doubt doubt;
        private final Instant from;
        private boolean open = true;

        private Pass(Route route, Doubt doubt, Instant from) {
            this.route = route;
            this.doubt = doubt;
            this.from = from;
        }

        /** It spoke with us, whatever it said. */
        public void answered() {
            if (noteAnswer(route, from)) {
                recovered.accept(route);
            }
        }

        /** Nobody was there, or nobody spoke. */
        public void unanswered(String reason) {
            noteSilence(route, reason);
        }

        @Override
        public void close() {
            synchronized (Destinations.this) {
                if (open) {
                    open = false;
                    state(route).underWay--;
                    doubtful.merge(doubt, -1, Integer::sum);
                    Destinations.this.notifyAll();
                }
            }
        }
    }

    /** What would be said now; asked before a message is prepared at some cost. */
    public synchronized Turn ask(Route route) {
        State state = state(route);
        Instant now = clock.instant();
        if (isTried(state, now)) {
            return new Turn.Resting(rest(route, state, now));
        }
        return hasRoom(state, now) || isWorthWaiting(state, now) ? new Turn.Go() : new Turn.Later(place(state, now));
    }

    /** Lets a message go, after a little while perhaps; empty if it is not its turn, see {@link #ask}. */
    public synchronized Optional<Pass> enter(Route route) throws InterruptedException {
        State state = state(route);
        long end = System.nanoTime() + 2 * WAIT.toNanos();
        state.waiting++;
        try {
            while (true) {
                Instant now = clock.instant();
                if (isTried(state, now)) {
                    return Optional.empty();
                }
                if (hasRoom(state, now)) {
                    return Optional.of(pass(route, state, now));
                }
                long left = (end - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return Optional.empty();
                }
                wait(left);
            }
        } finally {
            state.waiting--;
        }
    }

    /** Empty if it answers, as far as is known. */
    public synchronized Optional<Rest> rest(Route route) {
        return Optional.ofNullable(states.get(route))
                .filter(state -> state.failures > 0)
                .map(state -> rest(route, state, clock.instant()));
    }

    /** Somebody wants all of them to be tried now, whatever was known. */
    public synchronized void tryAll() {
        states.values().forEach(state -> state.restsUntil = Instant.MIN);
    }

    private Pass pass(Route route, State state, Instant now) {
        Doubt doubt = doubt(state, now);
        state.underWay++;
        doubtful.merge(doubt, 1, Integer::sum);
        return new Pass(route, doubt, now);
    }

    /** Whether it does not answer, and another one is to find out whether it does by now. */
    private static boolean isTried(State state, Instant now) {
        return state.failures > 0 && (state.underWay > 0 || now.isBefore(state.restsUntil));
    }

    private static Rest rest(Route route, State state, Instant now) {
        return new Rest(
                route.destination(), state.since, state.restsUntil.isAfter(now) ? state.restsUntil : now, state.reason);
    }

    private boolean hasRoom(State state, Instant now) {
        return state.underWay < Math.min(state.room, most)
                && doubtful.getOrDefault(doubt(state, now), 0) < doubt(state, now).most;
    }

    private static Doubt doubt(State state, Instant now) {
        return isProved(state, now) ? Doubt.NONE : state.failures > 0 ? Doubt.SILENT : Doubt.UNKNOWN;
    }

    private static boolean isProved(State state, Instant now) {
        return state.answered.isAfter(now.minus(PROVED_FOR));
    }

    private static boolean isWorthWaiting(State state, Instant now) {
        return isProved(state, now)
                && state.pace
                                .multipliedBy(state.waiting + 1L)
                                .dividedBy(state.room)
                                .compareTo(WAIT)
                        < 0;
    }

    /** The next place in the line: as many in a second as the destination takes. */
    private static Instant place(State state, Instant now) {
        Duration step = state.pace.dividedBy(state.room);
        Instant soonest = now.plus(SOONEST);
        Instant next = state.line.isBefore(soonest) ? soonest : state.line.plus(step);
        Instant latest = now.plus(LATEST);
        state.line = next.isAfter(latest) ? soonest : next;
        return state.line;
    }

    private synchronized boolean noteAnswer(Route route, Instant from) {
        State state = state(route);
        Instant now = clock.instant();
        boolean wasSilent = state.failures > 0;
        state.failures = 0;
        state.answered = now;
        state.room = Math.min(most, state.room + 1);
        Duration took = Duration.between(from, now);
        state.pace = state.pace
                .multipliedBy(7)
                .plus(took.isNegative() ? Duration.ZERO : took)
                .dividedBy(8);
        notifyAll();
        return wasSilent;
    }

    /** One that answered others just now has too much to do; it gets less at once. */
    private synchronized void noteSilence(Route route, String reason) {
        State state = state(route);
        Instant now = clock.instant();
        if (state.failures == 0 && state.answered.isAfter(now.minus(RESTS.getFirst()))) {
            state.room = Math.max(1, state.room / 2);
            return;
        }
        if (state.failures > 0 && now.isBefore(state.restsUntil)) {
            // It was on its way before the first one failed.
            return;
        }
        state.since = state.failures == 0 ? now : state.since;
        state.reason = reason;
        state.restsUntil = now.plus(RESTS.get(Math.min(state.failures, RESTS.size() - 1)));
        state.failures++;
        state.room = AT_FIRST;
        notifyAll();
    }

    private State state(Route route) {
        State known = states.computeIfAbsent(route, one -> new State());
        if (states.size() > KNOWN) {
            states.entrySet().stream()
                    .filter(one -> one.getValue().isIdle() && one.getValue() != known)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .ifPresent(states::remove);
        }
        return known;
    }
}
