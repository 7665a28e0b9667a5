package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Entry;
import org.sealpost.mail.MailQueue.State;
import org.sealpost.mail.QueueBook;
import org.sealpost.mail.QueueBook.Filter;
import org.sealpost.mail.QueueBook.Stop;
import org.sealpost.mail.Redirect;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.transport.Destinations.Rest;

/** What administrators do with mail that waits for delivery. Each step is in the audit log of the message that it concerns. */
public final class QueueDesk {
    private static final int REASON_LIMIT = 500;
    /** More than that at once would keep the one writer of the database for long; the next call takes the rest. */
    private static final int RECIPIENTS_AT_ONCE = 10_000;

    private final QueueBook book;
    private final MailQueue queue;
    private final Bounces bounces;
    private final AuditLog auditLog;
    private final NewMail newMail;
    private final Clock clock;
    private final Function<Domain, Optional<Rest>> resting;
    private final Runnable tryAll;

    public QueueDesk(
            QueueBook book, MailQueue queue, Bounces bounces, AuditLog auditLog, NewMail newMail, Clock clock) {
        this.book = book;
        this.queue = queue;
        this.bounces = bounces;
        this.auditLog = auditLog;
        this.newMail = newMail;
        this.clock = clock;
        this.resting = domain -> Optional.empty();
        this.tryAll = () -> {};
    }

    private QueueDesk(QueueDesk other, Function<Domain, Optional<Rest>> resting, Runnable tryAll) {
        this.book = other.book;
        this.queue = other.queue;
        this.bounces = other.bounces;
        this.auditLog = other.auditLog;
        this.newMail = other.newMail;
        this.clock = other.clock;
        this.resting = resting;
        this.tryAll = tryAll;
    }

    /** The same, knowing which domains do not answer, and having them tried when an administrator wants that. */
    public QueueDesk with(Function<Domain, Optional<Rest>> known, Runnable trying) {
        return new QueueDesk(this, known, trying);
    }

    /**
     * What was done.
     *
     * @param recipients with how many recipients
     * @param busy those left alone, since they were under way just then
     */
    public record Done(int recipients, List<Entry> busy) {}

    /**
     * What waits for one domain.
     *
     * @param next when the first is tried again; empty if all of it is suspended
     * @param lastReason why the oldest has not gone yet
     * @param rest if its servers do not answer
     */
    public record Destination(
            Domain domain,
            int messages,
            int recipients,
            Instant oldest,
            Optional<Instant> next,
            String lastReason,
            Optional<Stop> stop,
            Optional<Rest> rest) {}

    public List<Entry> list(Filter filter, int limit) {
        return book.browse(filter, limit);
    }

    /** The one with the most recipients first; stopped ones also if nothing waits there. */
    public List<Destination> destinations() {
        Map<Domain, List<Entry>> waiting = book.browse(Filter.ALL, Integer.MAX_VALUE).stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.recipient().domain(), LinkedHashMap::new, Collectors.toList()));
        Map<Domain, Stop> stops = book.stops().stream()
                .collect(Collectors.toMap(Stop::domain, stop -> stop, (one, same) -> one, LinkedHashMap::new));
        List<Destination> destinations = new ArrayList<>();
        waiting.forEach((domain, entries) ->
                destinations.add(destination(domain, entries, Optional.ofNullable(stops.remove(domain)))));
        stops.forEach((domain, stop) -> destinations.add(new Destination(
                domain, 0, 0, stop.since(), Optional.empty(), "", Optional.of(stop), Optional.empty())));
        destinations.sort(Comparator.comparingInt(Destination::recipients).reversed());
        return destinations;
    }

    private Destination destination(Domain domain, List<Entry> entries, Optional<Stop> stop) {
        return new Destination(
                domain,
                (int) entries.stream().map(Entry::queueId).distinct().count(),
                entries.size(),
                entries.getFirst().receivedAt(),
                entries.stream()
                        .filter(entry -> entry.state() != State.SUSPENDED)
                        .map(Entry::nextAttempt)
                        .min(Comparator.naturalOrder()),
                entries.getFirst().lastReason(),
                stop,
                resting.apply(domain));
    }

    /** These are not tried until they are resumed. */
    public Done suspend(Filter filter, String actor, String reason) {
        String words = "suspended by " + actor + ": " + checked(reason);
        return change(filter, actor, words, message -> book.suspending(message.id, message.recipients, words));
    }

    /**
     * These go to another host than their domain's, at once; to its own again if none is named. Nothing less is demanded of the
     * connection.
     */
    public Done redirect(Filter filter, Optional<Redirect> to, String actor, String reason) {
        String where = to.map(host -> "redirected to " + host.address()).orElse("no longer redirected");
        String words = where + " by " + actor + ": " + checked(reason);
        tryAll.run();
        Done done =
                change(filter, actor, words, message -> book.redirecting(message.id, message.recipients, to, words));
        newMail.announce();
        return done;
    }

    /** Tries a message, or all that wait, but for what is suspended. Returns how many messages. */
    public int flush(Optional<String> queueId) {
        tryAll.run();
        int messages = queue.flush(queueId);
        newMail.announce();
        return messages;
    }

    /** These are tried at once, suspended or not. */
    public Done resume(Filter filter, String actor) {
        tryAll.run();
        Done done = change(filter, actor, "tried again now", message -> book.resuming(message.id, message.recipients));
        newMail.announce();
        return done;
    }

    /** These leave the queue for good; {@code tellSenders}: with a notice to their senders, who read the reason. */
    public Done remove(Filter filter, String actor, String reason, boolean tellSenders) {
        String words = "removed from the queue by " + actor + ": " + checked(reason);
        Done done = change(filter, actor, words, message -> {
            Change removal = book.removing(message.id, message.recipients);
            return tellSenders
                    ? notice(message, reason)
                            .map(notice -> removal.and(queue.entering(notice)))
                            .orElse(removal)
                    : removal;
        });
        newMail.announce();
        return done;
    }

    private Optional<MailObject> notice(Message message, String reason) {
        List<Outcome.Failed> failed = message.recipients.stream()
                .map(recipient -> new Outcome.Failed(
                        recipient, EnhancedStatus.POLICY_REFUSED, "an administrator took it back: " + reason))
                .toList();
        return book.find(message.id).flatMap(original -> bounces.notice(original, failed));
    }

    /** From now on nothing goes to this domain; what waits for it is suspended. */
    public Done stop(Domain domain, String actor, String reason) {
        Stop stop = new Stop(domain, clock.instant(), actor, checked(reason));
        auditLog.append(
                List.of(event(actor, domain.name(), "nothing goes there from now on: " + reason)), book.stopping(stop));
        return suspend(Filter.ALL.to(domain), actor, reason);
    }

    /**
     * Ends it; what was suspended for the domain is tried at once.
     *
     * @throws IllegalArgumentException if the domain is not stopped
     */
    public Done goOn(Domain domain, String actor) {
        if (book.stops().stream().noneMatch(stop -> stop.domain().equals(domain))) {
            throw new IllegalArgumentException(domain + " is not stopped; see: sealpost queue destinations");
        }
        auditLog.append(List.of(event(actor, domain.name(), "mail goes there again")), book.goingOn(domain));
        return resume(Filter.ALL.to(domain), actor);
    }

    /** The whole message, to be looked at elsewhere. That somebody has it is written down before. */
    public Optional<MailObject> export(String queueId, String actor) {
        Optional<MailObject> found = book.find(queueId);
        found.ifPresent(mail -> auditLog.append(event(actor, queueId, "the whole message was written to a file")));
        return found;
    }

    private record Message(String id, List<MailAddress> recipients) {}

    private interface Step {
        Change of(Message message);
    }

    /** Message by message, so that one that is under way stops none of the others. */
    private Done change(Filter filter, String actor, String words, Step step) {
        List<Entry> busy = new ArrayList<>();
        Map<String, List<Entry>> messages = new LinkedHashMap<>();
        for (Entry entry : book.browse(filter, RECIPIENTS_AT_ONCE)) {
            if (entry.state() == State.UNDER_WAY) {
                busy.add(entry);
            } else {
                messages.computeIfAbsent(entry.queueId(), id -> new ArrayList<>())
                        .add(entry);
            }
        }
        int recipients = 0;
        for (Map.Entry<String, List<Entry>> one : messages.entrySet()) {
            Message message = new Message(
                    one.getKey(), one.getValue().stream().map(Entry::recipient).toList());
            try {
                auditLog.append(List.of(event(actor, message.id, words)), step.of(message));
                recipients += message.recipients.size();
            } catch (MailFailure e) {
                if (!e.status().equals(QueueBook.UNDER_WAY)) {
                    throw e;
                }
                busy.addAll(one.getValue());
            }
        }
        return new Done(recipients, busy);
    }

    private AuditEvent event(String actor, String subject, String outcome) {
        return new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                actor,
                subject,
                outcome,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor)));
    }

    private static String checked(String reason) {
        if (reason.isBlank() || reason.length() > REASON_LIMIT || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reason is one line of 1 to " + REASON_LIMIT + " characters");
        }
        return reason.strip();
    }
}
