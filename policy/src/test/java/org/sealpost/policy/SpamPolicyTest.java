package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.policy.SpamFacts.Answer;

class SpamPolicyTest {
    private static final SpamSettings STRICT = new SpamSettings(Optional.of(4), Optional.of(8), Optional.of(15), false);

    @Test
    void theMorePointsTheLessFarAMessageComes() {
        assertThat(decide(3.9, STRICT).verdict()).isEqualTo(SpamVerdict.ACCEPT);
        assertThat(decide(4, STRICT).verdict()).isEqualTo(SpamVerdict.JUNK);
        assertThat(decide(8, STRICT).verdict()).isEqualTo(SpamVerdict.QUARANTINE);
        assertThat(decide(15, STRICT))
                .isEqualTo(Decision.of(SpamVerdict.REFUSE, SpamRule.SPAM_REFUSED, "SpamAssassin", "15.0 of 5.0"));
    }

    @Test
    void withoutSettingsTheFilterItselfSaysWhatIsSpamAndNothingIsRefused() {
        assertThat(decide(4.9, SpamSettings.STANDARD).verdict()).isEqualTo(SpamVerdict.ACCEPT);
        assertThat(decide(5, SpamSettings.STANDARD).verdict()).isEqualTo(SpamVerdict.JUNK);
        assertThat(decide(1_000, SpamSettings.STANDARD).verdict()).isEqualTo(SpamVerdict.JUNK);
    }

    @Test
    void whileTheFilterIsSilentMailComesAgainUnlessItShallComeIn() {
        assertThat(SpamPolicy.decide(new SpamFacts("rspamd", Optional.empty(), "gone", SpamSettings.STANDARD)))
                .isEqualTo(Decision.of(SpamVerdict.DEFER, SpamRule.SPAM_FILTER_SILENT, "rspamd", "gone"));
        assertThat(SpamPolicy.decide(new SpamFacts("rspamd", Optional.empty(), "gone", STRICT)))
                .isEqualTo(Decision.of(SpamVerdict.ACCEPT, SpamRule.SPAM_FILTER_LEFT_OUT, "rspamd", "gone"));
    }

    private static Decision<SpamVerdict> decide(double points, SpamSettings settings) {
        return SpamPolicy.decide(new SpamFacts("SpamAssassin", Optional.of(new Answer(points, 5)), "", settings));
    }
}
