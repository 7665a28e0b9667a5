package org.sealpost.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.Partner;
import org.sealpost.identity.PartnerChanges;
import org.sealpost.identity.PartnerMeetings;
import org.sealpost.identity.PartnerState;
import org.sealpost.identity.PartnerTerms;
import org.sealpost.identity.PartnerWay;
import org.sealpost.mail.Change;
import org.sealpost.mail.Domain;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailFailure;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLine;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Decision;
import org.sealpost.policy.Finding;
import org.sealpost.policy.PartnerRule;
import org.sealpost.policy.PartnerVerdict;

class PartnerScoresTest {
    private static final Decision<PartnerVerdict> GOOD = new Decision<>(
            new PartnerVerdict.Proved("leaf", "root", Instant.parse("2026-12-24T12:00:00Z")),
            List.of(Finding.of(PartnerRule.PARTNER_PROVED_BY_PIN, "beta", "CN=mx", "leaf")));
    private static final Decision<PartnerVerdict> BAD = new Decision<>(
            new PartnerVerdict.Unproved(), List.of(Finding.of(PartnerRule.PARTNER_SESSION_IN_CLEAR, "beta")));

    private final Map<PartnerWay, PartnerMeetings.Score> scores = new HashMap<>();
    private final List<AuditEvent> audited = new ArrayList<>();
    private final List<String> alarms = new ArrayList<>();
    private Partner beta = partner(PartnerState.OBSERVE);
    private Instant now = Instant.parse("2026-11-22T12:00:00Z");
    private boolean full;
    private Runnable meanwhile = () -> {};

    private final PartnerScores watch = new PartnerScores(
            new PartnerMeetings() {
                @Override
                public Score score(String partner, PartnerWay way) {
                    return scores.getOrDefault(way, Score.NONE);
                }

                @Override
                public Change scoring(String partner, PartnerWay way, Score score) {
                    return () -> {
                        if (full) {
                            throw new MailFailure(EnhancedStatus.STORAGE_FULL, "the disk is full");
                        }
                        Runnable once = meanwhile;
                        meanwhile = () -> {};
                        once.run();
                        scores.put(way, score);
                    };
                }
            },
            new PartnerChanges() {
                @Override
                public Change adding(Partner partner) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public Change changing(Partner partner) {
                    return () -> beta = partner;
                }

                @Override
                public Change removing(String name) {
                    throw new UnsupportedOperationException();
                }
            },
            new AuditLog() {
                @Override
                public void append(List<AuditEvent> events, Change change) {
                    change.makeNow();
                    audited.addAll(events);
                }

                @Override
                public List<AuditLine> find(String subject, int limit) {
                    return List.of();
                }
            },
            (partner, way, why) -> alarms.add(partner.name() + " " + way + ": " + why),
            new Clock() {
                @Override
                public ZoneId getZone() {
                    return ZoneOffset.UTC;
                }

                @Override
                public Clock withZone(ZoneId zone) {
                    return this;
                }

                @Override
                public Instant instant() {
                    return now;
                }
            });

    private static Partner partner(PartnerState receive) {
        return new Partner(
                "beta",
                List.of(new Domain("beta.test")),
                List.of(),
                List.of("ab".repeat(32)),
                List.of(),
                PartnerTerms.DEFAULT,
                PartnerState.OBSERVE,
                receive);
    }

    private void met(Decision<PartnerVerdict> proof) {
        watch.met(beta, PartnerWay.RECEIVE, proof);
    }

    @Test
    void aDirectionIsTestedAfterThreeGoodSessionsInARow() {
        met(GOOD);
        met(GOOD);
        met(BAD);
        met(GOOD);
        met(GOOD);
        assertThat(beta.receive()).isEqualTo(PartnerState.OBSERVE);

        met(GOOD);

        assertThat(beta.receive()).isEqualTo(PartnerState.TESTED);
        assertThat(beta.send()).isEqualTo(PartnerState.OBSERVE);
        assertThat(audited).extracting(AuditEvent::outcome).containsExactly("receive is tested: 3 good sessions");
        assertThat(alarms).as("nothing waits yet").isEmpty();
    }

    @Test
    void theFirstFailureOfWhatIsEnforcedRaisesTheAlarmAndTheNextDoNot() {
        beta = partner(PartnerState.ENFORCED);
        met(GOOD);

        met(BAD);
        met(BAD);
        met(GOOD);
        met(BAD);

        assertThat(alarms)
                .containsExactly(
                        "beta RECEIVE: The session has no TLS, so nothing proves that it is the partner beta.");
        now = now.plus(Duration.ofHours(2));
        met(GOOD);
        met(BAD);
        assertThat(alarms).hasSize(2);
        assertThat(audited).hasSize(2);
    }

    @Test
    void aFloodOfSessionsWritesLittle() {
        beta = partner(PartnerState.TESTED);
        for (int i = 0; i < 10; i++) {
            met(GOOD);
        }
        assertThat(scores.get(PartnerWay.RECEIVE))
                .isNotNull()
                .matches(score -> score.good() == PartnerScores.GOOD_ENOUGH);
        met(BAD);
        Optional<Instant> first =
                Optional.ofNullable(scores.get(PartnerWay.RECEIVE)).flatMap(PartnerMeetings.Score::lastBad);
        now = now.plusSeconds(60);
        met(BAD);

        assertThat(Optional.ofNullable(scores.get(PartnerWay.RECEIVE)).flatMap(PartnerMeetings.Score::lastBad))
                .isEqualTo(first);
    }

    @Test
    void sessionsThatEndAtOnceAreAllCounted() throws InterruptedException {
        Thread other = Thread.ofPlatform().unstarted(() -> watch.met(beta, PartnerWay.RECEIVE, GOOD));
        meanwhile = () -> {
            other.start();
            while (other.getState() != Thread.State.WAITING && other.isAlive()) {
                Thread.onSpinWait();
            }
        };

        watch.met(beta, PartnerWay.RECEIVE, GOOD);
        other.join();

        assertThat(scores)
                .hasEntrySatisfying(
                        PartnerWay.RECEIVE, score -> assertThat(score.good()).isEqualTo(2));
    }

    @Test
    void aScoreThatCannotBeKeptStopsNoMail() {
        full = true;

        met(GOOD);

        assertThat(scores).isEmpty();
    }
}
