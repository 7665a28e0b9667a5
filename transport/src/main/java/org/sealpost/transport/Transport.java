package org.sealpost.transport;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.policy.RoutingVerdict;
import org.sealpost.transport.Preview.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries a message from the queue to its recipients: examine, decide, record, protect, route, deliver. Recipients for whom
 * the same was decided share one delivery; whoever is encrypted to gets a message of his own, so that no copy tells of
 * another recipient.
 */
public final class Transport implements Carrier {
    private static final Logger LOG = LoggerFactory.getLogger(Transport.class);

    private final Preview preview;
    private final AuditLog auditLog;
    private final Sealer sealer;
    private final LocalDelivery localDelivery;
    private final Courier courier;
    private final Clock clock;

    public Transport(
            Preview preview,
            AuditLog auditLog,
            Sealer sealer,
            LocalDelivery localDelivery,
            Courier courier,
            Clock clock) {
        this.preview = preview;
        this.auditLog = auditLog;
        this.sealer = sealer;
        this.localDelivery = localDelivery;
        this.courier = courier;
        this.clock = clock;
    }

    @Override
    public List<Outcome> carry(MailQueue.Leased leased) {
        MailObject mail = leased.mail();
        List<Plan> plans = preview.of(mail);
        // Before the act: a message that left without a record could not be explained.
        auditLog.append(
                plans.stream().flatMap(plan -> events(mail, plan).stream()).toList());
        Sealer.Sealing sealing = sealer.start(mail);
        List<Outcome> outcomes = new ArrayList<>();
        groups(plans).forEach((way, recipients) -> outcomes.addAll(deliver(mail, sealing, way, recipients)));
        return outcomes;
    }

    /** Recipients of one way are served together; a failure on one way leaves the others alone. */
    @SuppressWarnings("IllegalCatch") // Whoever has the message must not get it twice because another way failed.
    private List<Outcome> deliver(MailObject mail, Sealer.Sealing sealing, Way way, List<MailAddress> recipients) {
        try {
            return switch (way.protection) {
                case ProtectionVerdict.Refuse() -> refuse(recipients, way.refusal);
                case ProtectionVerdict.PassThrough() -> send(mail.withContent(sealing.untouched()), way, recipients);
                case ProtectionVerdict.Seal seal -> send(mail.withContent(sealing.seal(seal)), way, recipients);
            };
        } catch (MailFailure e) {
            return recorded(mail, failed(recipients, e.status(), String.valueOf(e.getMessage())));
        } catch (RuntimeException e) {
            LOG.error("message {} waits, since carrying it failed", mail.queueId(), e);
            return recorded(
                    mail, failed(recipients, EnhancedStatus.OTHER_TEMPORARY, "an error inside the mail system"));
        }
    }

    private List<Outcome> send(MailObject mail, Way way, List<MailAddress> recipients) {
        return switch (way.route) {
            case RoutingVerdict.Mailbox(MailAddress account) -> toMailbox(mail, account, recipients);
            case RoutingVerdict.OpportunisticTls(var domain) ->
                outside(mail, recipients, new Courier.Route.Exchangers(domain));
            case RoutingVerdict.SmartHost(String hostAndPort) -> outside(mail, recipients, smartHost(hostAndPort));
        };
    }

    private List<Outcome> toMailbox(MailObject mail, MailAddress account, List<MailAddress> recipients) {
        localDelivery.deliver(mail, account);
        return recipients.stream()
                .map(recipient -> (Outcome) new Outcome.Delivered(recipient, java.util.Optional.empty()))
                .toList();
    }

    private List<Outcome> outside(MailObject mail, List<MailAddress> recipients, Courier.Route route) {
        return recorded(mail, courier.deliver(mail.content(), mail.envelope().to(recipients), route));
    }

    private List<Outcome> recorded(MailObject mail, List<Outcome> outcomes) {
        Instant now = clock.instant();
        auditLog.append(
                outcomes.stream().map(outcome -> event(mail, outcome, now)).toList());
        return outcomes;
    }

    private static Courier.Route smartHost(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        return new Courier.Route.SmartHost(
                hostAndPort.substring(0, colon), Integer.parseInt(hostAndPort.substring(colon + 1)));
    }

    private static List<Outcome> refuse(List<MailAddress> recipients, String reason) {
        return failed(recipients, EnhancedStatus.POLICY_REFUSED, reason);
    }

    private static List<Outcome> failed(List<MailAddress> recipients, EnhancedStatus status, String reason) {
        return recipients.stream()
                .map(recipient -> (Outcome)
                        (status.isTemporary()
                                ? new Outcome.Deferred(recipient, status, reason)
                                : new Outcome.Failed(recipient, status, reason)))
                .toList();
    }

    private static Map<Way, List<MailAddress>> groups(List<Plan> plans) {
        return plans.stream()
                .collect(Collectors.groupingBy(
                        Transport::way, LinkedHashMap::new, Collectors.mapping(Plan::recipient, Collectors.toList())));
    }

    private static Way way(Plan plan) {
        String refusal =
                plan.isRefused() ? Explanation.sentences(plan.protection().because(), Locale.ENGLISH) : "";
        return new Way(plan.protection().verdict(), plan.routing().verdict(), refusal);
    }

    private List<AuditEvent> events(MailObject mail, Plan plan) {
        Instant now = clock.instant();
        List<Finding> because = new ArrayList<>(plan.protection().because());
        because.addAll(plan.routing().because());
        String actor = mail.envelope().reversePath().map(MailAddress::toString).orElse("<>");
        String outcome = Plans.outcome(plan);
        return List.of(new AuditEvent(now, action(plan), actor, mail.queueId(), outcome, because));
    }

    private static AuditAction action(Plan plan) {
        return switch (plan.protection().verdict()) {
            case ProtectionVerdict.Refuse() -> AuditAction.REFUSE;
            case ProtectionVerdict.PassThrough() -> AuditAction.DECIDE;
            case ProtectionVerdict.Seal seal -> seal.encryption().isPresent() ? AuditAction.ENCRYPT : AuditAction.SIGN;
        };
    }

    private static AuditEvent event(MailObject mail, Outcome outcome, Instant now) {
        return switch (outcome) {
            case Outcome.Delivered delivered ->
                new AuditEvent(
                        now,
                        AuditAction.DELIVER,
                        "transport",
                        mail.queueId(),
                        "delivered to " + delivered.recipient() + Plans.over(delivered),
                        List.of(Finding.of(
                                DeliveryRule.TAKEN,
                                delivered.report().map(DeliveryReport::reply).orElse(""))));
            case Outcome.Deferred deferred ->
                new AuditEvent(
                        now,
                        AuditAction.DEFER,
                        "transport",
                        mail.queueId(),
                        deferred.recipient() + " waits",
                        List.of(Finding.of(DeliveryRule.TEMPORARY_FAILURE, deferred.reason())));
            case Outcome.Failed failed ->
                new AuditEvent(
                        now,
                        AuditAction.REFUSE,
                        "transport",
                        mail.queueId(),
                        failed.recipient() + " was not reached",
                        List.of(Finding.of(DeliveryRule.FINAL_FAILURE, failed.reason())));
        };
    }

    /** What recipients share who are served by one delivery. */
    private record Way(ProtectionVerdict protection, RoutingVerdict route, String refusal) {}
}
