package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionVerdict;
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
    /** Security or policy status, for the time being (RFC 3463 section 3.8). */
    private static final EnhancedStatus SCANNER_MISSING = new EnhancedStatus(4, 7, 0);

    private final Preview preview;
    private final AuditLog auditLog;
    private final Sealer sealer;
    private final MailQueue queue;
    private final LocalDelivery localDelivery;
    private final WayOut wayOut;
    private final Clock clock;
    private final Optional<Handling> handling;
    private final Arrivals arrivals;
    private final Fallback fallback;

    public Transport(
            Preview preview,
            AuditLog auditLog,
            Sealer sealer,
            MailQueue queue,
            LocalDelivery localDelivery,
            Courier courier,
            Clock clock) {
        this(
                preview,
                auditLog,
                sealer,
                queue,
                new Ways(
                        localDelivery, new WayOut(courier, Optional.empty()), Optional.empty(), Arrivals.silent(queue)),
                clock);
    }

    /** Who is asked on the way, and where is put what must not go on. */
    private record Handling(Agents agents, QuarantineDesk quarantine) {}

    private record Ways(LocalDelivery inside, WayOut outside, Optional<Handling> handling, Arrivals arrivals) {}

    /** The same, with agents on the way, and a place for what must not go on. */
    public Transport with(Agents agents, QuarantineDesk quarantine) {
        return with(new Ways(localDelivery, wayOut, Optional.of(new Handling(agents, quarantine)), arrivals));
    }

    /** The same, telling senders who ask for it that their mail has arrived. */
    public Transport with(Arrivals told) {
        return with(new Ways(localDelivery, wayOut, handling, told));
    }

    /** The same, that signs what leaves for its author's domain. */
    public Transport with(DomainSignatures signatures) {
        return with(new Ways(localDelivery, wayOut.with(signatures), handling, arrivals));
    }

    /** The same, that opens mail for people behind; {@code protectedWay}: whether connections to these servers are never in clear. */
    public Transport with(PeopleBehind people, Predicate<RelayDomain> protectedWay) {
        return with(new Ways(localDelivery, wayOut.with(people, protectedWay), handling, arrivals));
    }

    private Transport with(Ways ways) {
        return new Transport(preview, auditLog, sealer, queue, ways, clock);
    }

    private Transport(Preview preview, AuditLog auditLog, Sealer sealer, MailQueue queue, Ways ways, Clock clock) {
        this.preview = preview;
        this.auditLog = auditLog;
        this.sealer = sealer;
        this.queue = queue;
        this.localDelivery = ways.inside;
        this.wayOut = ways.outside;
        this.clock = clock;
        this.handling = ways.handling();
        this.arrivals = ways.arrivals;
        this.fallback = new Fallback(wayOut.courier(), auditLog, clock);
    }

    @Override
    public List<Outcome> carry(MailQueue.Leased leased) {
        List<Leg> legs = new ArrayList<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Leg leg : legs(leased, preview.of(leased))) {
            List<Outcome> turnedAway = turnedAway(leased.mail(), leg);
            outcomes.addAll(turnedAway);
            if (turnedAway.isEmpty()) {
                legs.add(leg);
            }
        }
        Ready ready = new Ready(leased, legs);
        List<AuditEvent> decided = ready.decided();
        if (!decided.isEmpty()) {
            // Before the act: a message that left without a record could not be explained.
            auditLog.append(decided);
        }
        outcomes.addAll(ready.carry());
        return outcomes;
    }

    @Override
    public Optional<Prepared> prepare(MailQueue.Leased leased, List<Plan> plans) {
        if (plans.isEmpty() && !preview.isAtOnce(leased.mail())) {
            return Optional.empty();
        }
        List<Leg> legs = legs(leased, plans.isEmpty() ? preview.of(leased) : plans);
        boolean go = legs.stream()
                .flatMap(leg -> leg.outside().stream())
                .allMatch(route -> wayOut.courier().turn(route) instanceof Destinations.Turn.Go);
        return go ? Optional.of(new Ready(leased, legs)) : Optional.empty();
    }

    /** A message about which is decided, and which has its turn. */
    private final class Ready implements Prepared {
        private final MailQueue.Leased leased;
        private final List<Leg> legs;

        private Ready(MailQueue.Leased leased, List<Leg> legs) {
            this.leased = leased;
            this.legs = legs;
        }

        @Override
        public List<AuditEvent> decided() {
            return legs.stream()
                    .filter(leg -> !leg.isWrittenWithItsEnd())
                    .flatMap(leg -> leg.decided().stream())
                    .toList();
        }

        @Override
        public List<Outcome> carry() {
            Preparing preparing = new Preparing(leased.mail(), sealer, handling.map(Handling::agents), auditLog, clock);
            return legs.stream()
                    .flatMap(leg -> deliver(leased, preparing, leg).stream())
                    .toList();
        }
    }

    /** Those whose turn it is not: nothing is decided or prepared for them now. */
    private List<Outcome> turnedAway(MailObject mail, Leg leg) {
        Optional<Courier.Route> route = leg.outside();
        if (route.isEmpty()) {
            return List.of();
        }
        return switch (wayOut.courier().turn(route.get())) {
            case Destinations.Turn.Go() -> List.of();
            case Destinations.Turn.Later(Instant at) ->
                leg.recipients().stream()
                        .map(recipient -> (Outcome) new Outcome.Postponed(recipient, at))
                        .toList();
            case Destinations.Turn.Resting(Destinations.Rest rest) -> {
                List<Outcome> resting = rest.outcomes(leg.recipients());
                auditLog.append(events(mail, resting, List.of()));
                yield resting;
            }
        };
    }

    /** Recipients of one leg are served together; a failure on one leg leaves the others alone. */
    @SuppressWarnings("IllegalCatch") // Whoever has the message must not get it twice because another leg failed.
    private List<Outcome> deliver(MailQueue.Leased leased, Preparing preparing, Leg leg) {
        MailObject mail = leased.mail();
        try {
            return switch (leg.way().inspection()) {
                case InspectionVerdict.Deliver deliver -> goOn(leased, preparing, leg);
                case InspectionVerdict.Refuse refuse -> refuse(leg);
                case InspectionVerdict.Quarantine(String words) -> putAside(leased, leg, words);
                case InspectionVerdict.Defer() ->
                    missed(mail, leg, SCANNER_MISSING, leg.way().refusal());
            };
        } catch (MailFailure e) {
            return missed(mail, leg, e.status(), String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("message {} waits, since carrying it failed", mail.queueId(), e);
            return missed(mail, leg, EnhancedStatus.OTHER_TEMPORARY, "an error inside the mail system");
        }
    }

    private List<Outcome> putAside(MailQueue.Leased leased, Leg leg, String words) {
        MailObject mail = leased.mail();
        handling.map(Handling::quarantine)
                .orElseThrow(QuarantineDesk::missing)
                .aside(
                        mail.withEnvelope(mail.envelope().to(leg.recipients())),
                        leg.decided(),
                        words,
                        queue.completing(leased, leg.recipients()));
        return settled(leg);
    }

    private List<Outcome> goOn(MailQueue.Leased leased, Preparing preparing, Leg leg) {
        MailObject mail = leased.mail();
        return switch (leg.way().protection()) {
            case ProtectionVerdict.Refuse() -> refuse(leg);
            case ProtectionVerdict.Hold(Duration longest) -> hold(leg, longest);
            case ProtectionVerdict.PassThrough _, ProtectionVerdict.Seal _, ProtectionVerdict.SealOpenPgp _ ->
                send(leased, leg, wanted -> protectedAs(wanted, mail, form(preparing, leg)));
        };
    }

    /** The message as it leaves if this is decided. */
    private MailObject protectedAs(ProtectionVerdict verdict, MailObject mail, Sealer.Sealing form) {
        return mail.withContent(
                switch (verdict) {
                    case ProtectionVerdict.PassThrough() -> form.untouched();
                    case ProtectionVerdict.Seal seal -> sealed(mail, form, seal);
                    case ProtectionVerdict.SealOpenPgp seal -> form.seal(seal);
                    case ProtectionVerdict.Refuse _, ProtectionVerdict.Hold _ ->
                        throw new IllegalArgumentException("nothing leaves: " + verdict);
                });
    }

    private Content sealed(MailObject mail, Sealer.Sealing form, ProtectionVerdict.Seal seal) {
        Content content = form.seal(seal);
        List<Finding> asked = form.receiptsAsked();
        if (!asked.isEmpty()) {
            // Before the act: a receipt for what was not written down would prove nothing.
            auditLog.append(new AuditEvent(
                    clock.instant(),
                    AuditAction.SIGN,
                    mail.envelope().reversePath().map(MailAddress::toString).orElse("<>"),
                    mail.queueId(),
                    "asks for signed receipts",
                    asked));
        }
        return content;
    }

    private static Sealer.Sealing form(Preparing preparing, Leg leg) {
        return preparing.sealing(leg.way().subjectTags(), leg.way().marks());
    }

    private List<Outcome> send(MailQueue.Leased leased, Leg leg, Fallback.Forms forms) {
        return switch (leg.way().route().orElseThrow()) {
            case RoutingVerdict.Mailbox(MailAddress account) ->
                toMailbox(leased, forms.form(leg.way().protection()), account, leg);
            case RoutingVerdict.OpportunisticTls _,
                    RoutingVerdict.Redirected _,
                    RoutingVerdict.Behind _,
                    RoutingVerdict.SmartHost _ -> outside(leased, leg, forms);
        };
    }

    private List<Outcome> toMailbox(MailQueue.Leased leased, MailObject mail, MailAddress account, Leg leg) {
        Arrivals.Arrival arrival = arrivals.inMailbox(leased, leg.recipients());
        List<AuditEvent> events = new ArrayList<>(leg.decided());
        events.addAll(arrival.events());
        localDelivery.deliver(mail, account, events, arrival.change());
        return settled(leg);
    }

    private static List<Outcome> settled(Leg leg) {
        return leg.recipients().stream()
                .map(recipient -> (Outcome) new Outcome.Settled(recipient))
                .toList();
    }

    /** Who has the message leaves the queue in the step that writes it down. */
    private List<Outcome> outside(MailQueue.Leased leased, Leg leg, Fallback.Forms forms) {
        Courier.Route route = leg.way().outside().orElseThrow();
        MailObject mail = forms.form(leg.way().protection());
        List<Outcome> outcomes = new ArrayList<>();
        for (WayOut.Ready ready : wayOut.prepare(mail, leg.recipients(), leg.decided(), route)) {
            List<Outcome> tried = wayOut.courier()
                    .deliver(
                            ready.content(),
                            ready.envelope(),
                            route,
                            Courier.Terms.of(leg.way().tls()));
            // Keys of people behind are kept here: what is encrypted to them nobody there could read.
            List<Outcome> gone = route instanceof Courier.Route.Behind
                    ? tried
                    : fallback.after(tried, leased, leg, wanted -> wayOut.signed(forms.form(wanted)));
            Arrivals.Arrival arrival = arrivals.atNextServer(leased, gone);
            List<AuditEvent> events = new ArrayList<>(ready.opened());
            events.addAll(events(mail, gone, ready.because()));
            events.addAll(arrival.events());
            PeopleBehind.Lesson learned = ready.learned(gone);
            events.addAll(learned.events());
            auditLog.append(events, arrival.change().and(learned.change()));
            learned.keys().run();
            outcomes.addAll(gone);
        }
        return outcomes.stream()
                .map(outcome ->
                        outcome instanceof Outcome.Delivered done ? new Outcome.Settled(done.recipient()) : outcome)
                .toList();
    }

    /** What did not come to a mailbox was not written down with it. */
    private List<Outcome> missed(MailObject mail, Leg leg, EnhancedStatus status, String reason) {
        List<Outcome> outcomes = failed(leg.recipients(), status, reason);
        List<AuditEvent> events = new ArrayList<>(leg.isWrittenWithItsEnd() ? leg.decided() : List.of());
        events.addAll(events(mail, outcomes, List.of()));
        auditLog.append(events);
        return outcomes;
    }

    private static List<Outcome> refuse(Leg leg) {
        return failed(leg.recipients(), EnhancedStatus.POLICY_REFUSED, leg.way().refusal());
    }

    private static List<Outcome> hold(Leg leg, Duration longest) {
        return leg.recipients().stream()
                .map(recipient ->
                        (Outcome) new Outcome.Held(recipient, longest, leg.way().refusal()))
                .toList();
    }

    private static List<Outcome> failed(List<MailAddress> recipients, EnhancedStatus status, String reason) {
        return recipients.stream()
                .map(recipient -> (Outcome)
                        (status.isTemporary()
                                ? new Outcome.Deferred(recipient, status, reason)
                                : new Outcome.Failed(recipient, status, reason)))
                .toList();
    }

    private List<Leg> legs(MailQueue.Leased leased, List<Plan> plans) {
        Instant now = clock.instant();
        MailObject mail = leased.mail();
        Map<Way, List<Plan>> ways =
                plans.stream().collect(Collectors.groupingBy(Way::of, LinkedHashMap::new, Collectors.toList()));
        return ways.entrySet().stream()
                .map(way -> new Leg(
                        way.getKey(),
                        way.getValue(),
                        way.getValue().stream()
                                .filter(plan -> !isKnown(leased, plan))
                                .map(plan -> Plans.decision(mail, plan, now))
                                .toList()))
                .toList();
    }

    /** Who waits is looked at again and again; that they still wait is not written down each time. */
    private static boolean isKnown(MailQueue.Leased leased, Plan plan) {
        return plan.isHeld() && leased.held().containsKey(plan.recipient());
    }

    private List<AuditEvent> events(MailObject mail, List<Outcome> outcomes, List<Finding> domainSignature) {
        Instant now = clock.instant();
        // Whose turn it was not after all, nothing happened to.
        return outcomes.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Postponed))
                .map(outcome -> OutcomeEvents.of(mail, outcome, domainSignature, now))
                .toList();
    }
}
