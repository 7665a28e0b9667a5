package org.sealpost.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Domain;

class PartnerTest {
    private static final Domain BETA = new Domain("beta.test");

    private static Partner beta() {
        return new Partner(
                "beta",
                List.of(BETA, BETA),
                List.of(),
                List.of("ab".repeat(32)),
                List.of(new Domain("mx.beta.test")),
                PartnerTerms.DEFAULT,
                PartnerState.OFF,
                PartnerState.OBSERVE);
    }

    @Test
    void aDomainStandsForItselfAlone() {
        Partners partners = () -> List.of(beta());

        assertThat(partners.of(BETA)).contains(beta());
        assertThat(partners.of(new Domain("mx.beta.test"))).isEmpty();
        assertThat(beta().domains()).containsExactly(BETA);
        assertThat(beta().names(BETA)).containsExactly("beta.test", "mx.beta.test");
        assertThat(partners.isOn(PartnerWay.RECEIVE)).isTrue();
        assertThat(partners.isOn(PartnerWay.SEND)).isFalse();
    }

    @Test
    void eachDirectionHasAStateOfItsOwn() {
        Partner enforced = beta().with(PartnerWay.SEND, PartnerState.ENFORCED);

        assertThat(enforced.state(PartnerWay.SEND).isEnforced()).isTrue();
        assertThat(enforced.state(PartnerWay.RECEIVE)).isEqualTo(PartnerState.OBSERVE);
        assertThat(enforced.with(PartnerWay.RECEIVE, PartnerState.OFF).receive())
                .isEqualTo(PartnerState.OFF);
    }

    @Test
    void whatCannotHoldIsRefused() {
        assertThatThrownBy(() -> beta().withDomains(List.of())).hasMessageContaining("at least one domain");
        assertThatThrownBy(() -> beta().withProofs(List.of(), List.of("ab"), List.of()))
                .hasMessageContaining("64 hexadecimal digits");
        assertThatThrownBy(() ->
                        beta().withProofs(List.of(), List.of(), List.of()).with(PartnerWay.SEND, PartnerState.ENFORCED))
                .hasMessageContaining("nothing could prove that it is beta");
        assertThatThrownBy(() -> PartnerTerms.DEFAULT.withRevocation(RevocationMode.OFF))
                .hasMessageContaining("never off");
        assertThatThrownBy(() -> PartnerTerms.DEFAULT.withContact("a\nb")).hasMessageContaining("one line");
    }

    @Test
    void aScoreTellsWhetherTheLastSessionWasGood() {
        Instant now = Instant.EPOCH;
        PartnerMeetings.Score good =
                PartnerMeetings.Score.NONE.afterGood(now, now).afterGood(now, now);

        assertThat(good.good()).isEqualTo(2);
        assertThat(good.isBad()).isFalse();
        assertThat(good.afterBad(now, "no certificate").isBad()).isTrue();
        assertThat(good.afterBad(now, "no certificate").afterGood(now, now).good())
                .isEqualTo(1);
    }
}
