package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;

/**
 * The end of recipients who have got a message: in one step they leave the queue, and the sender who asks for it is told that it
 * has arrived, was handed to a server that does not tell, or goes to the people of a group (RFC 3461 section 5.2).
 */
public final class Arrivals {
    private final MailQueue queue;
    private final Optional<Telling> telling;

    private record Telling(Notices notices, NewMail newMail, Clock clock) {}

    private Arrivals(MailQueue queue, Optional<Telling> telling) {
        this.queue = queue;
        this.telling = telling;
    }

    /** {@code hostName}: who reports. */
    public Arrivals(MailQueue queue, String hostName, Supplier<String> queueIds, NewMail newMail, Clock clock) {
        this(queue, Optional.of(new Telling(new Notices(hostName, queueIds, clock), newMail, clock)));
    }

    /** Recipients leave the queue, and nobody is told. */
    static Arrivals silent(MailQueue queue) {
        return new Arrivals(queue, Optional.empty());
    }

    /** To be written down and made in one step. */
    record Arrival(List<AuditEvent> events, Change change) {
        Arrival {
            events = List.copyOf(events);
        }
    }

    Arrival inMailbox(Leased leased, List<MailAddress> recipients) {
        List<ReportLine> lines = recipients.stream()
                .map(recipient -> ReportLine.reached(recipient, ""))
                .toList();
        return arrival(leased.mail(), BounceMessage.Kind.DELIVERED, lines, queue.completing(leased, recipients));
    }

    /** Of a server that announces DSN nothing is said here: it tells itself. */
    Arrival atNextServer(Leased leased, List<Outcome> outcomes) {
        List<Outcome.Delivered> delivered = outcomes.stream()
                .filter(Outcome.Delivered.class::isInstance)
                .map(Outcome.Delivered.class::cast)
                .toList();
        if (delivered.isEmpty()) {
            return new Arrival(List.of(), Change.none());
        }
        List<ReportLine> lines = delivered.stream()
                .filter(one -> !one.report().map(DeliveryReport::tells).orElse(false))
                .map(one -> ReportLine.reached(
                        one.recipient(),
                        one.report()
                                .map(report -> report.host() + " said: " + report.reply())
                                .orElse("")))
                .toList();
        Change completing = queue.completing(
                leased, delivered.stream().map(Outcome.Delivered::recipient).toList());
        return arrival(leased.mail(), BounceMessage.Kind.RELAYED, lines, completing);
    }

    /** {@code expanding}: puts the people in the place of the group. */
    Arrival atGroup(Leased leased, MailAddress group, Change expanding) {
        return arrival(leased.mail(), BounceMessage.Kind.EXPANDED, List.of(ReportLine.reached(group, "")), expanding);
    }

    private Arrival arrival(MailObject mail, BounceMessage.Kind kind, List<ReportLine> lines, Change change) {
        boolean asked = lines.stream()
                .anyMatch(line -> mail.envelope().reports().of(line.recipient()).wants(Event.SUCCESS));
        if (!asked || telling.isEmpty()) {
            return new Arrival(List.of(), change);
        }
        ReportJudge.Judged judged = ReportJudge.judge(mail, Event.SUCCESS, lines);
        Telling how = telling.get();
        if (judged.lines().isEmpty()) {
            return new Arrival(List.of(event(mail, "no report to the sender", judged, how)), change);
        }
        MailObject report = how.notices().write(mail, kind, judged.lines(), Optional.empty());
        List<AuditEvent> events = new ArrayList<>();
        events.add(event(
                mail, report.envelope().recipients().getFirst() + " is told by " + report.queueId(), judged, how));
        return new Arrival(
                events, change.and(queue.entering(report)).and(how.newMail().announcing()));
    }

    private static AuditEvent event(MailObject mail, String outcome, ReportJudge.Judged judged, Telling how) {
        return new AuditEvent(
                how.clock().instant(), AuditAction.DECIDE, "transport", mail.queueId(), outcome, judged.because());
    }
}
