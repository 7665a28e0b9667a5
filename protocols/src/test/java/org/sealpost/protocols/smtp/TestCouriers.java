package org.sealpost.protocols.smtp;

import java.time.Clock;
import java.util.List;
import org.sealpost.policy.HopLedger;
import org.sealpost.policy.TlsFloor;
import org.sealpost.protocols.PublicRoots;
import org.sealpost.protocols.dns.SecureDns;
import org.xbill.DNS.Resolver;

/** Couriers of whom nothing is demanded. */
final class TestCouriers {
    private TestCouriers() {}

    static SmtpCourier opportunistic(SmtpCourierConfig config, Resolver resolver) {
        return opportunistic(config, resolver, Clock.systemUTC());
    }

    static SmtpCourier opportunistic(SmtpCourierConfig config, Resolver resolver, Clock clock) {
        SecureDns dns = SecureDns.unchecked(resolver);
        return new SmtpCourier(
                config,
                new DnsExchangers(dns, "relay.example.net"),
                HopSources.of(dns, TlsFloor.OPPORTUNISTIC, config.port(), clock),
                PublicRoots.of(List.of()),
                HopLedger.NONE);
    }
}
