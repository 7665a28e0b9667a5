package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.ReportWishes.Event;
import org.sealpost.mail.ReportWishes.Wish;

class ReportPolicyTest {
    private static final MailAddress EVE = MailAddress.parse("eve@example.net");
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");
    private static final MailAddress TEAM = MailAddress.parse("team@example.org");
    private static final Wish NEVER = wish();

    @Test
    void whoSaysNothingIsToldOfFailuresOnly() {
        assertThat(decide(Event.FAILURE, Wish.NONE, false)).isEqualTo(tell(BOB, "failure"));
        assertThat(decide(Event.SUCCESS, Wish.NONE, false)).isEqualTo(silent(ReportRule.REPORT_NOT_WANTED, "success"));
        assertThat(decide(Event.DELAY, Wish.NONE, false)).isEqualTo(silent(ReportRule.STRANGER_NOT_TOLD, "delay"));
    }

    @Test
    void ourOwnPeopleHearOfDelaysWithoutAsking() {
        assertThat(decide(new ReportFacts(Event.DELAY, Wish.NONE, Optional.of(EVE), BOB, true, false)))
                .isEqualTo(tell(BOB, "delay"));
    }

    @Test
    void whoAsksIsTold() {
        assertThat(decide(Event.SUCCESS, wish(Event.SUCCESS), false)).isEqualTo(tell(BOB, "success"));
        assertThat(decide(Event.DELAY, wish(Event.DELAY), false)).isEqualTo(tell(BOB, "delay"));
    }

    @Test
    void whoWantsNothingIsToldNothing() {
        for (Event event : Event.values()) {
            assertThat(decide(event, NEVER, false).verdict()).isEqualTo(new ReportVerdict.KeepSilent());
        }
        assertThat(decide(Event.FAILURE, wish(Event.SUCCESS), false))
                .isEqualTo(silent(ReportRule.REPORT_NOT_WANTED, "failure"));
    }

    @Test
    void aReportIsNeverReportedOn() {
        assertThat(decide(new ReportFacts(Event.FAILURE, Wish.NONE, Optional.empty(), BOB, false, false)))
                .isEqualTo(silent(ReportRule.NOBODY_TO_TELL, "failure"));
    }

    @Test
    void aForgedSenderLearnsOfFailuresAtMost() {
        assertThat(decide(Event.SUCCESS, wish(Event.SUCCESS), true))
                .isEqualTo(silent(ReportRule.SUSPECTED_NOT_TOLD, "success"));
        assertThat(decide(Event.FAILURE, Wish.NONE, true)).isEqualTo(tell(BOB, "failure"));
    }

    @Test
    void strangersReadTheAddressThatTheyWroteAndOurPeopleTheOneBehindIt() {
        Wish behind = Wish.NONE.behind(TEAM);

        assertThat(decide(Event.FAILURE, behind, false).verdict()).isEqualTo(new ReportVerdict.Tell(TEAM));
        assertThat(decide(new ReportFacts(Event.FAILURE, behind, Optional.of(EVE), BOB, true, false))
                        .verdict())
                .isEqualTo(new ReportVerdict.Tell(BOB));
    }

    private static Wish wish(Event... events) {
        return new Wish(Optional.of(Set.of(events)), Optional.empty(), Optional.empty());
    }

    private static Decision<ReportVerdict> decide(Event event, Wish wish, boolean suspected) {
        return decide(new ReportFacts(event, wish, Optional.of(EVE), BOB, false, suspected));
    }

    private static Decision<ReportVerdict> decide(ReportFacts facts) {
        return ReportPolicy.decide(facts);
    }

    private static Decision<ReportVerdict> tell(MailAddress as, String event) {
        return Decision.of(new ReportVerdict.Tell(as), ReportRule.REPORT_WANTED, BOB, event);
    }

    private static Decision<ReportVerdict> silent(ReportRule rule, String event) {
        return Decision.of(new ReportVerdict.KeepSilent(), rule, BOB, event);
    }
}
