package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.TokenLoginFacts.Said;
import org.sealpost.policy.TokenLoginFacts.Signature;

class TokenLoginPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String ISSUER = "https://id.example.org";
    private static final String MAIL = "mail";
    private static final String ANN = "ann@example.org";
    private static final TokenLoginFacts.Expected EXPECTED = new TokenLoginFacts.Expected(ISSUER, MAIL, "email");
    private static final Said GOOD =
            said(ISSUER, List.of("web", MAIL), Optional.of(NOW.minusSeconds(60)), Optional.of(NOW.plusSeconds(60)));

    @ParameterizedTest
    @ValueSource(strings = {"", ANN})
    void logsInWhomTheTokenNames(String asked) {
        Decision<LoginVerdict> decision = decide(Signature.GOOD, Optional.of(GOOD), asked, Optional.of(account(true)));

        assertThat(decision.verdict()).isEqualTo(new LoginVerdict.LogIn(account(true)));
        assertThat(decision.because()).containsExactly(Finding.of(LoginRule.TOKEN_GOOD, ISSUER, ANN));
    }

    @Test
    void refusesATokenThatTheIssuerDidNotSign() {
        assertRefused(
                decide(Signature.NOT_OF_ISSUER, Optional.of(GOOD), "", Optional.of(account(true))),
                LoginRule.TOKEN_NOT_SIGNED_BY_ISSUER);
        assertRefused(decide(Signature.UNREADABLE, Optional.empty(), "", Optional.empty()), LoginRule.TOKEN_UNREADABLE);
    }

    @Test
    void refusesATokenOfAnotherIssuerOrForAnotherService() {
        assertRefused(
                decide(said(ISSUER + "/", GOOD.audience(), GOOD.notBefore(), GOOD.expires())),
                LoginRule.TOKEN_OF_ANOTHER_ISSUER);
        assertRefused(
                decide(said(ISSUER, List.of("web"), GOOD.notBefore(), GOOD.expires())),
                LoginRule.TOKEN_FOR_ANOTHER_AUDIENCE);
    }

    @Test
    void refusesATokenOutsideItsTime() {
        LoginRule rule = LoginRule.TOKEN_OUTSIDE_ITS_TIME;
        List<String> audience = List.of(MAIL);

        assertRefused(decide(said(ISSUER, audience, Optional.empty(), Optional.empty())), rule);
        assertRefused(decide(said(ISSUER, audience, Optional.empty(), Optional.of(NOW.minusSeconds(30)))), rule);
        assertRefused(
                decide(said(ISSUER, audience, Optional.of(NOW.plusSeconds(31)), Optional.of(NOW.plusSeconds(90)))),
                rule);
        assertThat(decide(said(ISSUER, audience, Optional.of(NOW.plusSeconds(29)), Optional.of(NOW.minusSeconds(29))))
                        .verdict())
                .as("clocks may differ a little")
                .isInstanceOf(LoginVerdict.LogIn.class);
    }

    @Test
    void refusesAnAddressThatTheIssuerHasNotVerified() {
        assertRefused(decide(verified(false)), LoginRule.TOKEN_ADDRESS_NOT_VERIFIED);
        assertThat(decide(verified(true)).verdict()).isInstanceOf(LoginVerdict.LogIn.class);
    }

    @Test
    void refusesWhomNoEnabledAccountIsBehind() {
        Said nobody =
                new Said(ISSUER, List.of(MAIL), Optional.empty(), GOOD.expires(), Optional.empty(), Optional.empty());

        assertRefused(
                decide(Signature.GOOD, Optional.of(nobody), "", Optional.empty()), LoginRule.TOKEN_NAMES_NO_ACCOUNT);
        assertRefused(
                decide(Signature.GOOD, Optional.of(GOOD), "", Optional.of(account(false))),
                LoginRule.TOKEN_NAMES_NO_ACCOUNT);
    }

    @Test
    void nobodyActsForSomebodyElse() {
        assertRefused(
                decide(Signature.GOOD, Optional.of(GOOD), "bob@example.org", Optional.of(account(true))),
                LoginRule.LOGIN_NAMES_SOMEBODY_ELSE);
    }

    private static void assertRefused(Decision<LoginVerdict> decision, LoginRule rule) {
        assertThat(decision.verdict()).isEqualTo(new LoginVerdict.Refuse());
        assertThat(decision.because()).extracting(Finding::rule).containsExactly(rule);
    }

    private static Decision<LoginVerdict> decide(Said said) {
        return decide(Signature.GOOD, Optional.of(said), "", Optional.of(account(true)));
    }

    private static Decision<LoginVerdict> decide(
            Signature signature, Optional<Said> said, String asked, Optional<Account> account) {
        return TokenLoginPolicy.decide(new TokenLoginFacts(signature, EXPECTED, said, asked, account, NOW));
    }

    private static Said said(
            String issuer, List<String> audience, Optional<Instant> notBefore, Optional<Instant> expires) {
        return new Said(issuer, audience, notBefore, expires, Optional.of(ANN), Optional.empty());
    }

    private static Said verified(boolean verified) {
        return new Said(
                ISSUER, List.of(MAIL), Optional.empty(), GOOD.expires(), Optional.of(ANN), Optional.of(verified));
    }

    private static Account account(boolean enabled) {
        return new Account(MailAddress.parse(ANN), "Ann", "", List.of(), Custody.ORGANISATION, 0, enabled);
    }
}
