package org.sealpost.app;

import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.config.Configuration;
import org.sealpost.protocols.LoginJudges;
import org.sealpost.protocols.Logins;
import org.sealpost.protocols.TokenJudge;
import org.sealpost.protocols.oidc.IssuedTokens;
import org.sealpost.protocols.oidc.IssuerConfig;
import org.sealpost.protocols.sasl.IssuedHere;
import org.sealpost.protocols.sync.OutsidePasswords;

/** By what people log in: passwords kept here or elsewhere, certificates of our own, tokens of the organisation's issuer. */
final class LoggingIn {
    private static final Duration WRONG_PASSWORD_COSTS = Duration.ofSeconds(2);

    private LoggingIn() {}

    static Logins logins(Configuration configuration, Keeping keeping, Certification certification, Clock clock) {
        LoginJudges judges = new LoginJudges(
                configuration.login().issuer().map(issuer -> tokens(issuer, keeping, clock)),
                Optional.of(new IssuedHere(keeping.certificates(), keeping.directory(), clock)),
                configuration.login().channelBinding());
        return new Logins(
                keeping.directory(),
                new OutsidePasswords(keeping.passwords(), keeping.syncSources()),
                keeping.auditLog(),
                clock,
                WRONG_PASSWORD_COSTS,
                certification.pulse()::login,
                judges);
    }

    private static TokenJudge tokens(IssuerConfig issuer, Keeping keeping, Clock clock) {
        List<X509Certificate> roots =
                issuer.roots().map(file -> Outbound.roots(file, "oidc.roots")).orElse(List.of());
        return new IssuedTokens(issuer, roots, keeping.directory(), clock);
    }
}
