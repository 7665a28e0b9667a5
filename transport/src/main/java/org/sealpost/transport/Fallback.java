package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.FallbackFacts;
import org.sealpost.policy.FallbackPolicy;
import org.sealpost.policy.FallbackVerdict;
import org.sealpost.policy.Finding;
import org.sealpost.policy.ProtectionVerdict;
import org.sealpost.transport.Outcome.Deferred;
import org.sealpost.transport.Outcome.Lacking;
import org.sealpost.transport.Preview.Plan;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what has waited too long for a connection that has what is demanded, encrypted to its recipient, where an administrator
 * lets that be. All is tried first as it is demanded, each time; nothing but the time of the first failure is remembered.
 */
final class Fallback {
    private static final Logger LOG = LoggerFactory.getLogger(Fallback.class);

    private final Courier courier;
    private final AuditLog auditLog;
    private final Clock clock;

    Fallback(Courier courier, AuditLog auditLog, Clock clock) {
        this.courier = courier;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** The message as it leaves with this protection. */
    @FunctionalInterface
    interface Forms {
        MailObject form(ProtectionVerdict protection);
    }

    /** What became of the recipients of a leg in the end, after they were tried as it is demanded. */
    List<Outcome> after(List<Outcome> tried, MailQueue.Leased leased, Leg leg, Forms forms) {
        return tried.stream()
                .map(outcome -> outcome instanceof Deferred late ? after(late, leased, leg, forms) : outcome)
                .toList();
    }

    /** Each recipient alone: what is known of one says nothing about another. */
    @SuppressWarnings("IllegalCatch") // Others on this leg may have the message already; this one waits on.
    private Outcome after(Deferred late, MailQueue.Leased leased, Leg leg, Forms forms) {
        Optional<Duration> time = late.lacking().flatMap(Lacking::encryptedAfter);
        Optional<Duration> waited = Optional.ofNullable(leased.unproved().get(late.recipient()))
                .map(since -> Duration.between(since, clock.instant()));
        if (time.isEmpty()
                || waited.filter(one -> one.compareTo(time.get()) >= 0).isEmpty()) {
            return late;
        }
        MailObject mail = leased.mail();
        try {
            Decision<FallbackVerdict> decision = FallbackPolicy.decide(new FallbackFacts(
                    plan(leg, late.recipient()).examined(),
                    mail.envelope().reversePath().isEmpty(),
                    mail.envelope().requireTls(),
                    waited.get(),
                    time.get()));
            return switch (decision.verdict()) {
                case FallbackVerdict.Wait() ->
                    waiting(late, Explanation.sentences(decision.because(), Locale.ENGLISH), decision.because());
                case FallbackVerdict.Go(ProtectionVerdict protection) -> {
                    record(mail, late, protection, decision.because());
                    yield going(late, mail, leg, forms.form(protection), waited.get());
                }
            };
        } catch (MailFailure e) {
            return waiting(late, "It could not be encrypted now: " + e.getMessage(), List.of());
        } catch (RuntimeException e) {
            LOG.error("message {} waits, since encrypting it instead failed", mail.queueId(), e);
            return waiting(late, "It could not be encrypted now.", List.of());
        }
    }

    private static Plan plan(Leg leg, MailAddress recipient) {
        return leg.plans().stream()
                .filter(plan -> plan.recipient().equals(recipient))
                .findFirst()
                .orElseThrow();
    }

    private static Deferred waiting(Deferred late, String words, List<Finding> more) {
        return new Deferred(
                late.recipient(),
                late.status(),
                late.reason() + " " + words,
                Stream.concat(late.because().stream(), more.stream()).toList(),
                Optional.of(Lacking.FOR_GOOD));
    }

    /** Before the act, as every decision on a message that leaves. */
    private void record(MailObject mail, Deferred late, ProtectionVerdict protection, List<Finding> because) {
        Instant now = clock.instant();
        auditLog.append(new AuditEvent(
                now,
                AuditAction.ENCRYPT,
                mail.envelope().reversePath().map(MailAddress::toString).orElse("<>"),
                mail.queueId(),
                Plans.protection(protection) + " " + late.recipient()
                        + ", in the place of a connection that has what is demanded",
                Stream.concat(because.stream(), late.because().stream()).toList()));
    }

    private Outcome going(Deferred late, MailObject mail, Leg leg, MailObject encrypted, Duration waited) {
        List<Outcome> outcomes = courier.deliver(
                encrypted.content(),
                mail.envelope().to(List.of(late.recipient())),
                leg.way().outside().orElseThrow(),
                new Courier.Terms(leg.way().tls(), Optional.of(waited)));
        return outcomes.stream()
                .findFirst()
                .map(outcome ->
                        outcome instanceof Deferred again && again.lacking().isPresent()
                                ? again.with(Optional.of(Lacking.FOR_GOOD))
                                : outcome)
                .orElse(late);
    }
}
