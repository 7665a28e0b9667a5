package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.RelayDomain;
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

        var decision =
                RoutingPolicy.decide(new RoutingFacts(BOB, Optional.empty(), Optional.of("relay:25")).with(redirect));

        assertThat(decision.verdict())
                .isEqualTo(new RoutingVerdict.Redirected(BOB.domain(), "backup.example.net", 2525));
        assertThat(decision.because())
                .containsExactly(Finding.of(RoutingRule.REDIRECTED, "backup.example.net:2525", "root"));
        assertThat(RoutingPolicy.decide(new RoutingFacts(BOB, Optional.of(BOB), Optional.empty()).with(redirect))
                        .verdict())
                .isEqualTo(new RoutingVerdict.Mailbox(BOB));
    }

    @Test
    void handsMailOnToTheServerBehindBeforeTheSmartHostButNotBeforeAnAdministratorsHost() {
        List<RelayDomain.Host> hosts =
                List.of(new RelayDomain.Host("one.example.org", 25), RelayDomain.Host.parse("two:2525"));
        Optional<RelayDomain> behind = Optional.of(new RelayDomain(BOB.domain(), hosts, true, List.of()));
        RoutingFacts facts = new RoutingFacts(BOB, Optional.empty(), Optional.of("relay:25")).behind(behind);

        var decision = RoutingPolicy.decide(facts);

        assertThat(decision.verdict()).isEqualTo(new RoutingVerdict.Behind(BOB.domain(), hosts));
        assertThat(decision.because())
                .containsExactly(Finding.of(RoutingRule.SERVER_BEHIND, BOB.domain(), "one.example.org:25, two:2525"));
        assertThat(RoutingPolicy.decide(facts.with(Optional.of(Redirect.parse("other", "root"))))
                        .verdict())
                .isEqualTo(new RoutingVerdict.Redirected(BOB.domain(), "other", 25));
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
