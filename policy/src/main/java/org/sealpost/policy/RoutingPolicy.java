package org.sealpost.policy;

import static org.sealpost.policy.RoutingRule.BY_MX;
import static org.sealpost.policy.RoutingRule.RECIPIENT_HAS_MAILBOX;
import static org.sealpost.policy.RoutingRule.REDIRECTED;
import static org.sealpost.policy.RoutingRule.SERVER_BEHIND;
import static org.sealpost.policy.RoutingRule.SMART_HOST_IS_SET;

import java.util.stream.Collectors;
import org.sealpost.identity.RelayDomain;
import org.sealpost.mail.Redirect;

/** Decides which way a message takes to one recipient. */
public final class RoutingPolicy {
    private RoutingPolicy() {}

    public static Decision<RoutingVerdict> decide(RoutingFacts facts) {
        if (facts.mailbox().isPresent()) {
            return Decision.of(
                    new RoutingVerdict.Mailbox(facts.mailbox().get()),
                    RECIPIENT_HAS_MAILBOX,
                    facts.mailbox().get());
        }
        if (facts.redirect().isPresent()) {
            Redirect redirect = facts.redirect().get();
            return Decision.of(
                    new RoutingVerdict.Redirected(facts.recipient().domain(), redirect.host(), redirect.port()),
                    REDIRECTED,
                    redirect.address(),
                    redirect.by());
        }
        if (facts.behind().isPresent()) {
            RelayDomain behind = facts.behind().get();
            return Decision.of(
                    new RoutingVerdict.Behind(behind.domain(), behind.hosts()),
                    SERVER_BEHIND,
                    behind.domain(),
                    behind.hosts().stream().map(RelayDomain.Host::toString).collect(Collectors.joining(", ")));
        }
        if (facts.smartHost().isPresent()) {
            return Decision.of(
                    new RoutingVerdict.SmartHost(facts.smartHost().get()),
                    SMART_HOST_IS_SET,
                    facts.smartHost().get());
        }
        return Decision.of(
                new RoutingVerdict.OpportunisticTls(facts.recipient().domain()),
                BY_MX,
                facts.recipient().domain());
    }
}
