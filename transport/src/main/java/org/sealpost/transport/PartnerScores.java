package org.sealpost.transport;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerChanges;
import org.sealpost.identity.PartnerMeetings;
import org.sealpost.identity.PartnerMeetings.Score;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerWay;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Explanation;
import org.sealpost.policy.PartnerVerdict;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the score of sessions with partners, says when a direction has proved good, and raises the alarm at the first session
 * that fails after one that did not. What everybody can claim in {@code MAIL FROM} fills no table and no mailbox.
 */
public final class PartnerScores implements PartnerWatch {
    /** So many good sessions in a row, and a direction is tested. */
    public static final int GOOD_ENOUGH = 3;

    private static final Duration SCORED_AGAIN_AFTER = Duration.ofMinutes(10);
    private static final Duration ALARM_AGAIN_AFTER = Duration.ofHours(1);
    private static final Logger LOG = LoggerFactory.getLogger(PartnerScores.class);

    private final PartnerMeetings meetings;
    private final PartnerChanges changes;
    private final AuditLog auditLog;
    private final Alarm alarm;
    private final Clock clock;
    /** Sessions end at once, and none of them may count from a score that another is about to change. */
    private final Lock counting = new ReentrantLock();

    /** Tells people that a partner does not prove itself any more. */
    @FunctionalInterface
    public interface Alarm {
        void raise(Partner partner, PartnerWay way, String why);
    }

    public PartnerScores(
            PartnerMeetings meetings, PartnerChanges changes, AuditLog auditLog, Alarm alarm, Clock clock) {
        this.meetings = meetings;
        this.changes = changes;
        this.auditLog = auditLog;
        this.alarm = alarm;
        this.clock = clock;
    }

    /** A score that cannot be kept stops no mail. */
    @Override
    public void met(Partner partner, PartnerWay way, Decision<PartnerVerdict> proof) {
        try {
            if (isNews(meetings.score(partner.name(), way), proof)) {
                count(partner, way, proof);
            }
        } catch (MailFailure e) {
            LOG.warn("the session with {} was not counted: {}", partner.name(), e.getMessage());
        }
    }

    private void count(Partner partner, PartnerWay way, Decision<PartnerVerdict> proof) {
        counting.lock();
        try {
            Score score = meetings.score(partner.name(), way);
            if (isNews(score, proof)) {
                switch (proof.verdict()) {
                    case PartnerVerdict.Proved proved -> good(partner, way, score, proof, proved.ends());
                    case PartnerVerdict.Unproved() -> bad(partner, way, score, proof);
                }
            }
        } finally {
            counting.unlock();
        }
    }

    /** Whether a session like those before it is due to be written down again. */
    private boolean isNews(Score score, Decision<PartnerVerdict> proof) {
        boolean known = proof.verdict().isProved() ? score.good() >= GOOD_ENOUGH : score.isBad();
        Instant last = (proof.verdict().isProved() ? score.lastGood() : score.lastBad()).orElse(Instant.MIN);
        return !known || last.isBefore(clock.instant().minus(SCORED_AGAIN_AFTER));
    }

    private void good(Partner partner, PartnerWay way, Score score, Decision<PartnerVerdict> proof, Instant ends) {
        Instant now = clock.instant();
        Score next = score.afterGood(now, ends);
        meetings.scoring(partner.name(), way, next).makeNow();
        if (next.good() >= GOOD_ENOUGH && partner.state(way) == PartnerState.OBSERVE) {
            auditLog.append(
                    List.of(event(partner, now, way.word() + " is tested: " + next.good() + " good sessions", proof)),
                    changes.changing(partner.with(way, PartnerState.TESTED)));
        }
    }

    private void bad(Partner partner, PartnerWay way, Score score, Decision<PartnerVerdict> proof) {
        Instant now = clock.instant();
        String why = Explanation.sentences(proof.because(), Locale.ENGLISH);
        meetings.scoring(partner.name(), way, score.afterBad(now, why)).makeNow();
        boolean quiet = score.lastBad()
                .filter(last -> last.plus(ALARM_AGAIN_AFTER).isAfter(now))
                .isPresent();
        if (partner.state(way).isEnforced() && !score.isBad() && !quiet) {
            auditLog.append(event(partner, now, way.word() + " fails: the partner does not prove itself", proof));
            alarm.raise(partner, way, why);
        }
    }

    private static AuditEvent event(Partner partner, Instant now, String outcome, Decision<PartnerVerdict> proof) {
        return new AuditEvent(now, AuditAction.VERIFY, "transport", partner.name(), outcome, proof.because());
    }
}
