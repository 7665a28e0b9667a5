package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.mail.Change;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.policy.RuleFields;
import org.sealpost.transport.BounceMessage.Kind;
import org.sealpost.transport.BounceMessage.Line;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells senders, in words they understand, which of their recipients a message did not reach. */
public final class Bounces {
    private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);

    private final MailQueue queue;
    private final AuditLog auditLog;
    private final String hostName;
    private final Supplier<String> queueIds;
    private final NewMail newMail;
    private final Clock clock;

    public Bounces(
            MailQueue queue,
            AuditLog auditLog,
            String hostName,
            Supplier<String> queueIds,
            NewMail newMail,
            Clock clock) {
        this.queue = queue;
        this.auditLog = auditLog;
        this.hostName = hostName;
        this.queueIds = queueIds;
        this.newMail = newMail;
        this.clock = clock;
    }

    /** The bounce is in the queue when this returns. A message without sender, such as a bounce, has none (RFC 5321 section 6.1). */
    void send(MailObject original, List<Outcome.Failed> failed) {
        Instant now = clock.instant();
        List<Finding> because = failed.stream()
                .limit(10)
                .map(failure -> Finding.of(DeliveryRule.FINAL_FAILURE, failure.reason()))
                .toList();
        Optional<MailObject> notice = notice(original, failed);
        if (notice.isEmpty()) {
            LOG.warn("message {} could not be delivered and has no sender to tell", original.queueId());
            auditLog.append(event(
                    now,
                    original.queueId(),
                    "given up for " + failed.size() + " recipients; no sender to tell",
                    because));
            return;
        }
        MailObject bounce = notice.get();
        auditLog.append(
                List.of(event(
                        now,
                        bounce.queueId(),
                        "bounce of " + original.queueId() + " to "
                                + bounce.envelope().recipients().getFirst(),
                        because)),
                queue.entering(bounce));
        newMail.announce();
    }

    /**
     * Tells a sender of ours that recipients could not be reached for hours; nobody else, since the address may be forged.
     *
     * @param until when the message comes back
     */
    void delay(MailObject original, List<Outcome.Deferred> late, Instant until) {
        Optional<MailAddress> sender = original.envelope().reversePath().filter(address -> isOurs(original.origin()));
        if (sender.isEmpty()) {
            return;
        }
        List<Finding> because = late.stream()
                .limit(10)
                .map(one -> Finding.of(DeliveryRule.TEMPORARY_FAILURE, one.reason()))
                .toList();
        MailObject notice = notice(
                original,
                sender.get(),
                Kind.DELAYED,
                late.stream().map(Line::of).toList(),
                Optional.of(until));
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.DEFER,
                        "transport",
                        original.queueId(),
                        "is late; " + sender.get() + " is told by " + notice.queueId(),
                        because)),
                queue.entering(notice));
        newMail.announce();
    }

    /**
     * Lets recipients wait; in the same step the sender, if it is one of ours, is told so. Strangers are not: their address may be
     * forged.
     *
     * @param newly those of whom the sender does not know yet
     * @param until when the first of them comes back
     */
    void hold(MailObject original, List<Outcome.Held> newly, Instant until, Change holding) {
        Optional<MailAddress> sender =
                original.envelope().reversePath().filter(address -> isOurs(original.origin()) && !newly.isEmpty());
        if (sender.isEmpty()) {
            holding.makeNow();
            return;
        }
        Instant now = clock.instant();
        List<Finding> because = newly.stream()
                .limit(10)
                .map(held -> Finding.of(
                        ProtectionRule.WAITS_FOR_CERTIFICATE, held.recipient(), RuleFields.words(held.longest())))
                .toList();
        MailObject notice = notice(
                original,
                sender.get(),
                Kind.WAITS_FOR_CERTIFICATE,
                newly.stream().map(Line::of).toList(),
                Optional.of(until));
        auditLog.append(
                List.of(new AuditEvent(
                        now,
                        AuditAction.DEFER,
                        "transport",
                        original.queueId(),
                        "waits; " + sender.get() + " is told by " + notice.queueId(),
                        because)),
                holding.and(queue.entering(notice)));
        newMail.announce();
    }

    /** The notice that a message comes back, for whoever puts it into the queue; empty if there is no sender to tell. */
    Optional<MailObject> notice(MailObject original, List<Outcome.Failed> failed) {
        return original.envelope()
                .reversePath()
                .map(sender -> notice(
                        original,
                        sender,
                        Kind.FAILED,
                        failed.stream().map(Line::of).toList(),
                        Optional.empty()));
    }

    private static boolean isOurs(Origin origin) {
        return origin instanceof Origin.Submitted || origin instanceof Origin.Forwarded;
    }

    private MailObject notice(
            MailObject original, MailAddress sender, Kind kind, List<Line> lines, Optional<Instant> waitsUntil) {
        Instant now = clock.instant();
        String queueId = queueIds.get();
        BounceMessage message = new BounceMessage(original, kind, lines, waitsUntil, hostName, queueId, now);
        return new MailObject(
                queueId,
                new Envelope(
                        Optional.empty(), List.of(sender), original.envelope().smtpUtf8()),
                message.content(),
                new Origin.Internal(),
                new SessionSecurity.Plain(),
                now);
    }

    private static AuditEvent event(Instant now, String queueId, String outcome, List<Finding> because) {
        return new AuditEvent(now, AuditAction.REFUSE, "transport", queueId, outcome, because);
    }
}
