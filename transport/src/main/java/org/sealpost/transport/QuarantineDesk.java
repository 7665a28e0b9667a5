package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.sealpost.identity.Directory;
import org.sealpost.mail.Change;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.MailQueue;
import org.sealpost.mail.Origin;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.InspectionFacts.Release;
import org.sealpost.policy.InspectionRule;
import org.sealpost.policy.Quarantine;
import org.sealpost.policy.Quarantine.Entry;
import org.sealpost.policy.SpamRule;

/**
 * Puts messages aside, and does with them what administrators decide: they go on as they came, through all that any other message goes
 * through, or are removed. Both is in the audit log in the same step.
 */
public final class QuarantineDesk {
    /** How the queue ids of released messages end, so that all others need not be looked up. */
    private static final String RELEASED = "-R";

    private static final int REASON_LIMIT = 500;
    private static final int AT_ONCE = 100;

    private final Quarantine quarantine;
    private final MailQueue queue;
    private final Directory directory;
    private final AuditLog auditLog;
    private final Terms terms;
    private final Supplier<String> queueIds;
    private final NewMail newMail;
    private final Clock clock;

    /**
     * What is wanted of the quarantine.
     *
     * @param keep how long a message stays, decided about or not
     * @param tellsSenders whether one of our own people is told that their message was put aside
     * @param tellsRecipients whether our people are told that a message to them from outside was put aside
     * @param hostName in whose name they are told
     */
    public record Terms(Duration keep, boolean tellsSenders, boolean tellsRecipients, String hostName) {}

    /** Where mail is queued, and how the queue hears of it. */
    public record Way(MailQueue queue, Supplier<String> queueIds, NewMail newMail) {}

    public QuarantineDesk(
            Quarantine quarantine, Way way, Directory directory, AuditLog auditLog, Terms terms, Clock clock) {
        this.quarantine = quarantine;
        this.queue = way.queue();
        this.queueIds = way.queueIds();
        this.newMail = way.newMail();
        this.directory = directory;
        this.auditLog = auditLog;
        this.terms = terms;
        this.clock = clock;
    }

    static boolean mayBeReleased(MailObject mail) {
        return mail.queueId().endsWith(RELEASED);
    }

    /**
     * In one step the message lies in quarantine for the recipients of its envelope, these have left the queue, it is written down,
     * and whoever is told has a notice on the way.
     *
     * @param words why, for people
     */
    void aside(MailObject mail, List<AuditEvent> decided, String words, Change completing) {
        Instant now = clock.instant();
        boolean isSpam = decided.stream()
                .flatMap(event -> event.because().stream())
                .anyMatch(finding -> finding.rule() == SpamRule.SPAM_PUT_ASIDE);
        // A notice about each unwanted message would be one more unwanted message.
        List<MailObject> notices = isSpam ? List.of() : notices(mail, words, now);
        Change all = quarantine
                .keeping(mail, decided.getFirst().because(), now, now.plus(terms.keep()))
                .and(completing);
        for (MailObject notice : notices) {
            all = all.and(queue.entering(notice));
        }
        auditLog.append(decided, all);
        if (!notices.isEmpty()) {
            newMail.announce();
        }
    }

    private List<MailObject> notices(MailObject mail, String words, Instant now) {
        return told(mail).stream()
                .map(person -> new QuarantineNotice(mail, person, words, terms.hostName()).mail(queueIds.get(), now))
                .toList();
    }

    /** Strangers are told nothing: who they say they are is often forged. */
    private List<MailAddress> told(MailObject mail) {
        return switch (mail.origin()) {
            case Origin.Submitted(MailAddress account) -> terms.tellsSenders() ? List.of(account) : List.of();
            // Somebody else wrote it; the owner of the filter is the one here who wanted it to go.
            case Origin.Forwarded forwarded -> terms.tellsSenders() ? List.of(forwarded.account()) : List.of();
            case Origin.Received received
            when terms.tellsRecipients() ->
                mail.envelope().recipients().stream()
                        .filter(recipient -> directory.account(recipient).isPresent())
                        .limit(AT_ONCE)
                        .toList();
            case Origin.Received received -> List.of();
            case Origin.Internal() -> List.of();
        };
    }

    /** The newest first. */
    public List<Entry> list(int limit) {
        return quarantine.list(limit);
    }

    public Optional<Entry> find(String id) {
        return quarantine.find(id);
    }

    /** The fields outside of a message, for people who decide about it. */
    public Optional<HeaderSection> header(String id) {
        return quarantine.mail(id).map(mail -> HeaderSection.of(mail.content()));
    }

    /** The whole message as it came, as evidence. That somebody has it is written down before. */
    public Optional<MailObject> evidence(String id, String actor) {
        Optional<MailObject> mail = quarantine.mail(id);
        mail.ifPresent(one -> auditLog.append(asked(actor, one.queueId(), "taken out of quarantine as evidence")));
        return mail;
    }

    /**
     * Lets a message go on, under a queue id of its own.
     *
     * @return the queue id
     * @throws IllegalArgumentException if there is no such message, or no reason
     * @throws MailFailure if somebody else decided about it meanwhile
     */
    public String release(String id, String actor, String reason) {
        checkReason(reason);
        Entry entry = known(id);
        MailObject mail = quarantine.mail(id).orElseThrow(() -> unknown(id));
        String queueId = queueIds.get() + RELEASED;
        // Its days in the queue begin anew.
        MailObject again = new MailObject(
                queueId, mail.envelope(), mail.content(), mail.origin(), mail.receivedOver(), clock.instant());
        auditLog.append(
                List.of(
                        asked(actor, entry.queueId(), "released from quarantine as " + queueId + ": " + reason),
                        asked(actor, queueId, "released from quarantine, came as " + entry.queueId() + ": " + reason)),
                quarantine.releasing(id, queueId, new Release(actor, reason)).and(queue.entering(again)));
        newMail.announce();
        return queueId;
    }

    /**
     * Removes a message for good.
     *
     * @throws IllegalArgumentException if there is no such message, or no reason
     */
    public void remove(String id, String actor, String reason) {
        checkReason(reason);
        Entry entry = known(id);
        auditLog.append(
                List.of(asked(actor, entry.queueId(), "removed from quarantine: " + reason)), quarantine.removing(id));
    }

    /** Removes those whose time is over; returns how many. */
    public int expire() {
        Instant now = clock.instant();
        List<Entry> over = quarantine.over(now, AT_ONCE);
        for (Entry entry : over) {
            String outcome = entry.releasedAs().isPresent()
                    ? "the original of a released message was removed from quarantine"
                    : "removed from quarantine, undelivered";
            auditLog.append(
                    List.of(new AuditEvent(
                            now,
                            AuditAction.QUARANTINE,
                            "quarantine",
                            entry.queueId(),
                            outcome,
                            List.of(Finding.of(InspectionRule.EXPIRED_IN_QUARANTINE, entry.until())))),
                    quarantine.removing(entry.id()));
        }
        return over.size();
    }

    private Entry known(String id) {
        return quarantine.find(id).orElseThrow(() -> unknown(id));
    }

    private static IllegalArgumentException unknown(String id) {
        return new IllegalArgumentException("no message " + id + " is in quarantine; see: sealpost quarantine list");
    }

    private static void checkReason(String reason) {
        if (reason.isBlank() || reason.length() > REASON_LIMIT || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a reason is one line of 1 to " + REASON_LIMIT + " characters");
        }
    }

    private AuditEvent asked(String actor, String subject, String outcome) {
        return new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                actor,
                subject,
                outcome,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor)));
    }

    /** For a house without quarantine: what must be put aside waits. */
    static MailFailure missing() {
        return new MailFailure(EnhancedStatus.OTHER_TEMPORARY, "there is no quarantine here");
    }
}
