package org.sealpost.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.policy.TokenLoginFacts.Expected;
import org.sealpost.policy.TokenLoginFacts.Said;

/** Decides whether a token of the organisation's issuer logs somebody in (RFC 7628, RFC 9068, OpenID Connect Core 3.1.3.7). */
public final class TokenLoginPolicy {
    /** RFC 7519 section 4.1.4: a small leeway for clocks. */
    private static final Duration LEEWAY = Duration.ofSeconds(30);

    private TokenLoginPolicy() {}

    public static Decision<LoginVerdict> decide(TokenLoginFacts facts) {
        if (facts.signature() == TokenLoginFacts.Signature.NOT_OF_ISSUER) {
            return refuse(LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER, facts.expected().issuer());
        }
        if (facts.said().isEmpty()) {
            return refuse(LoginRule.TOKEN_UNREADABLE);
        }
        Said said = facts.said().get();
        return judge(said, facts.expected(), facts.now()).orElseGet(() -> judgeAccount(said, facts));
    }

    private static Optional<Decision<LoginVerdict>> judge(Said said, Expected expected, Instant now) {
        if (!said.issuer().equals(expected.issuer())) {
            return Optional.of(refuse(LoginRule.TOKEN_OF_ANOTHER_ISSUER, said.issuer(), expected.issuer()));
        }
        if (!said.audience().contains(expected.audience())) {
            return Optional.of(refuse(
                    LoginRule.TOKEN_FOR_ANOTHER_AUDIENCE, String.join(" ", said.audience()), expected.audience()));
        }
        if (!isInTime(said, now)) {
            return Optional.of(refuse(
                    LoginRule.TOKEN_OUTSIDE_ITS_TIME,
                    said.notBefore().map(Instant::toString).orElse("-"),
                    said.expires().map(Instant::toString).orElse("-")));
        }
        return Optional.empty();
    }

    /** A token without an end would be a password that nobody can change. */
    private static boolean isInTime(Said said, Instant now) {
        return said.expires().filter(end -> now.isBefore(end.plus(LEEWAY))).isPresent()
                && said.notBefore()
                        .filter(begin -> now.isBefore(begin.minus(LEEWAY)))
                        .isEmpty();
    }

    private static Decision<LoginVerdict> judgeAccount(Said said, TokenLoginFacts facts) {
        String address = said.address().orElse("-");
        // Whoever may enter any address at the issuer would be anybody here.
        if (said.addressVerified().filter(verified -> !verified).isPresent()) {
            return refuse(LoginRule.TOKEN_ADDRESS_NOT_VERIFIED, address);
        }
        Optional<Account> account = facts.account().filter(Account::enabled);
        if (account.isEmpty()) {
            return refuse(LoginRule.TOKEN_NAMES_NO_ACCOUNT, facts.expected().claim(), address);
        }
        if (!CertificateLoginPolicy.isSelf(facts.asked(), account.get())) {
            return refuse(LoginRule.LOGIN_NAMES_SOMEBODY_ELSE, facts.asked(), address);
        }
        return Decision.of(
                new LoginVerdict.LogIn(account.get()),
                LoginRule.TOKEN_GOOD,
                facts.expected().issuer(),
                address);
    }

    private static Decision<LoginVerdict> refuse(LoginRule rule, Object... facts) {
        return Decision.of(new LoginVerdict.Refuse(), rule, facts);
    }
}
