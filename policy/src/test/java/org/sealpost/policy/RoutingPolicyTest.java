package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;

class RoutingPolicyTest {
    private static final MailAddress BOB = MailAddress.parse("bob@example.org");

    @Test
    void bringsMailForOurPeopleIntoTheirMailboxes() {
        var decision = RoutingPolicy.decide(new RoutingFacts(BOB, Optional.of(BOB), Optional.of("relay:25")));

        assertThat(decision.verdict()).isEqualTo(new RoutingVerdict.Mailbox(BOB));
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
