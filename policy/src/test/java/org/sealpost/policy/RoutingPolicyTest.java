package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.Redirect;

class RoutingPolicyTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    @Test
    void bringsMailForOurPeopleIntoTheirMailboxes() {
        var decision = RoutingPolicy.decide(new RoutingFacts(BOB, Optional.of(BOB), Optional.of("relay:25")));

        assertThat(decision.verdict()).isEqualTo(new RoutingVerdict.Mailbox(BOB));
    }

    @Test
    void anAdministratorsHostGoesBeforeTheSmartHostButNotBeforeTheMailbox() {
        Optional<Redirect> redirect = Optional.of(Redirect.parse("backup.example.net:2525", "root"));

        var decision = RoutingPolicy.decide(new RoutingFacts(BOB, Optional.empty(), redirect, Optional.of("relay:25")));

        assertThat(decision.verdict())
                .isEqualTo(new RoutingVerdict.Redirected(BOB.domain(), "backup.example.net", 2525));
        assertThat(decision.because())
                .containsExactly(Finding.of(RoutingRule.REDIRECTED, "backup.example.net:2525", "root"));
        assertThat(RoutingPolicy.decide(new RoutingFacts(BOB, Optional.of(BOB), redirect, Optional.empty()))
                        .verdict())
                .isEqualTo(new RoutingVerdict.Mailbox(BOB));
    }

    @Test
    void sendsAllOtherMailThroughTheSmartHostIfOneIsSet() {
        var decision = RoutingPolicy.decide(new RoutingFacts(BOB, Optional.empty(), Optional.of("relay:25")));

        assertThat(decision.verdict()).isEqualTo(new RoutingVerdict.SmartHost("relay:25"));
    }

    @Test
    void elseSendsItToTheMailExchangersOfTheDomain() {
        var decision = RoutingPolicy.decide(new RoutingFacts(BOB, Optional.empty(), Optional.empty()));

        assertThat(decision.verdict()).isEqualTo(new RoutingVerdict.OpportunisticTls(BOB.domain()));
    }
}
