package org.sealpost.transport;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;

/** What became of a recipient, as a line for the audit log. */
final class OutcomeEvents {
    private OutcomeEvents() {}

    static AuditEvent of(MailObject mail, Outcome outcome, List<Finding> domainSignature, Instant now) {
        return switch (outcome) {
            case Outcome.Settled settled ->
                throw new IllegalArgumentException("was written down with its delivery: " + settled);
            case Outcome.Delivered delivered ->
                new AuditEvent(
                        now,
                        AuditAction.DELIVER,
                        "transport",
                        mail.queueId(),
                        "delivered to " + delivered.recipient() + Plans.over(delivered),
                        with(
                                Finding.of(
                                        DeliveryRule.TAKEN,
                                        delivered
                                                .report()
                                                .map(DeliveryReport::reply)
                                                .orElse("")),
                                with(delivered, domainSignature)));
            case Outcome.Held held -> throw new IllegalArgumentException("was written down with the decision: " + held);
            case Outcome.Postponed postponed -> throw new IllegalArgumentException("nothing happened: " + postponed);
            case Outcome.Deferred deferred ->
                new AuditEvent(
                        now,
                        AuditAction.DEFER,
                        "transport",
                        mail.queueId(),
                        deferred.recipient() + " waits",
                        with(Finding.of(DeliveryRule.TEMPORARY_FAILURE, deferred.reason()), deferred.because()));
            case Outcome.Failed failed ->
                new AuditEvent(
                        now,
                        AuditAction.REFUSE,
                        "transport",
                        mail.queueId(),
                        failed.recipient() + " was not reached",
                        with(Finding.of(DeliveryRule.FINAL_FAILURE, failed.reason()), failed.because()));
        };
    }

    private static List<Finding> with(Outcome.Delivered delivered, List<Finding> others) {
        List<Finding> all =
                new ArrayList<>(delivered.report().map(DeliveryReport::because).orElse(List.of()));
        all.addAll(others);
        return all;
    }

    private static List<Finding> with(Finding first, List<Finding> others) {
        List<Finding> all = new ArrayList<>();
        all.add(first);
        all.addAll(others);
        return all;
    }
}
