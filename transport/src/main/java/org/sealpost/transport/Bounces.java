package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.mail.Change;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionRule;
import org.sealpost.policy.ReportRule;
import org.sealpost.policy.RuleFields;
import org.sealpost.transport.BounceMessage.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells senders, in words they understand, which of their recipients a message did not reach. */
public final class Bounces {
    private static final Logger LOG = LoggerFactory.getLogger(Bounces.class);

    /** So many findings go into an audit line. */
    private static final int FINDINGS_LIMIT = 10;

    private final MailQueue queue;
    private final AuditLog auditLog;
    private final Notices notices;
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
        this.notices = new Notices(hostName, queueIds, clock);
        this.newMail = newMail;
        this.clock = clock;
    }

    /**
     * The bounce is in the queue when this returns. A message without sender, such as a bounce, has none (RFC 5321 section 6.1), and
     * who does not want to be told is not (RFC 3461).
     */
    void send(MailObject original, List<Outcome.Failed> failed) {
        List<Finding> because = new ArrayList<>(failed.stream()
                .limit(FINDINGS_LIMIT)
                .map(failure -> Finding.of(DeliveryRule.FINAL_FAILURE, failure.reason()))
                .toList());
        ReportJudge.Judged judged = judged(original, failed);
        because.addAll(silent(judged));
        if (judged.lines().isEmpty()) {
            String nobody = original.envelope().reversePath().isEmpty()
                    ? "no sender to tell"
                    : "the sender does not want to be told";
            LOG.warn("message {} could not be delivered; {}", original.queueId(), nobody);
            auditLog.append(event(
                    AuditAction.REFUSE,
                    original.queueId(),
                    "given up for " + failed.size() + " recipients; " + nobody,
                    because));
            return;
        }
        MailObject bounce = notices.write(original, Kind.FAILED, judged.lines(), Optional.empty());
        enter(
                bounce,
                event(
                        AuditAction.REFUSE,
                        bounce.queueId(),
                        "bounce of " + original.queueId() + " to "
                                + bounce.envelope().recipients().getFirst(),
                        because),
                Change.none());
    }

    /**
     * Tells a sender that recipients could not be reached for hours: one of ours, or one who asks for that; nobody else, since the
     * address may be forged.
     *
     * @param until when the message comes back
     */
    void delay(MailObject original, List<Outcome.Deferred> late, Instant until) {
        ReportJudge.Judged judged = ReportJudge.judge(
                original, Event.DELAY, late.stream().map(ReportLine::of).toList());
        if (judged.lines().isEmpty()) {
            return;
        }
        List<Finding> because = late.stream()
                .limit(FINDINGS_LIMIT)
                .map(one -> Finding.of(DeliveryRule.TEMPORARY_FAILURE, one.reason()))
                .toList();
        MailObject notice = notices.write(original, Kind.DELAYED, judged.lines(), Optional.of(until));
        enter(notice, told(original, "is late", notice, because), Change.none());
    }

    /**
     * Lets recipients wait; in the same step the sender, if it is one of ours, is told so. Strangers are not: their address may be
     * forged.
     *
     * @param newly those of whom the sender does not know yet
     * @param until when the first of them comes back
     */
    void hold(MailObject original, List<Outcome.Held> newly, Instant until, Change holding) {
        List<ReportLine> lines = ReportJudge.isOurs(original.origin())
                ? newly.stream().map(ReportLine::of).toList()
                : List.of();
        ReportJudge.Judged judged = ReportJudge.judge(original, Event.DELAY, lines);
        if (judged.lines().isEmpty()) {
            holding.makeNow();
            return;
        }
        List<Finding> because = newly.stream()
                .limit(FINDINGS_LIMIT)
                .map(held -> Finding.of(
                        ProtectionRule.WAITS_FOR_CERTIFICATE, held.recipient(), RuleFields.words(held.longest())))
                .toList();
        MailObject notice = notices.write(original, Kind.WAITS_FOR_CERTIFICATE, judged.lines(), Optional.of(until));
        enter(notice, told(original, "waits", notice, because), holding);
    }

    /** The notice that a message comes back, for whoever puts it into the queue; empty if there is no sender to tell. */
    Optional<MailObject> notice(MailObject original, List<Outcome.Failed> failed) {
        List<ReportLine> lines = judged(original, failed).lines();
        return lines.isEmpty()
                ? Optional.empty()
                : Optional.of(notices.write(original, Kind.FAILED, lines, Optional.empty()));
    }

    private static ReportJudge.Judged judged(MailObject original, List<Outcome.Failed> failed) {
        return ReportJudge.judge(
                original, Event.FAILURE, failed.stream().map(ReportLine::of).toList());
    }

    /** Why somebody is not told, if that is not what happens to every message without sender. */
    private static List<Finding> silent(ReportJudge.Judged judged) {
        return judged.because().stream()
                .filter(finding -> finding.rule() == ReportRule.REPORT_NOT_WANTED)
                .limit(FINDINGS_LIMIT)
                .toList();
    }

    private void enter(MailObject notice, AuditEvent event, Change before) {
        auditLog.append(List.of(event), before.and(queue.entering(notice)));
        newMail.announce();
    }

    private AuditEvent told(MailObject original, String what, MailObject notice, List<Finding> because) {
        return event(
                AuditAction.DEFER,
                original.queueId(),
                what + "; " + original.envelope().reversePath().orElseThrow() + " is told by " + notice.queueId(),
                because);
    }

    private AuditEvent event(AuditAction action, String queueId, String outcome, List<Finding> because) {
        return new AuditEvent(clock.instant(), action, "transport", queueId, outcome, because);
    }
}
