package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;

class CertificateLoginPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
    private static final String FINGERPRINT = "ab".repeat(32);
    private static final String ANN = "ann@example.org";
    private static final Set<CertificateUse> CLIENT = Set.of(CertificateUse.TLS_CLIENT, CertificateUse.SIGN);

    @ParameterizedTest
    @ValueSource(strings = {"", ANN, "Anna@example.org"})
    void logsInTheOwnerOfACertificateOfOurs(String asked) {
        Account ann = account(true);

        Decision<LoginVerdict> decision =
                decide(certificate(CertificateStatus.ACTIVE, ANN, CLIENT), ANN, asked, Optional.of(ann));

        assertThat(decision.verdict()).isEqualTo(new LoginVerdict.LogIn(ann));
        assertThat(decision.because()).containsExactly(Finding.of(LoginRule.LOGIN_CERTIFICATE_GOOD, FINGERPRINT, ANN));
    }

    @Test
    void aCertificateWithASuccessorCountsUntilItEnds() {
        assertThat(decide(certificate(CertificateStatus.SUPERSEDED, ANN, CLIENT), ANN, "", Optional.of(account(true)))
                        .verdict())
                .isInstanceOf(LoginVerdict.LogIn.class);
    }

    @Test
    void refusesACertificateThatTheHouseNeverIssued() {
        assertRefused(decide(Optional.empty(), "", "", Optional.empty()), LoginRule.LOGIN_CERTIFICATE_NOT_OURS);
    }

    @ParameterizedTest
    @EnumSource(names = {"REVOKED", "ON_HOLD", "WITHDRAWN"})
    void refusesACertificateThatCountsNoMore(CertificateStatus status) {
        assertRefused(
                decide(certificate(status, ANN, CLIENT), ANN, "", Optional.of(account(true))),
                LoginRule.LOGIN_CERTIFICATE_NOT_ACTIVE);
    }

    @Test
    void refusesACertificateOutsideItsDates() {
        CertificateLoginFacts facts = new CertificateLoginFacts(
                FINGERPRINT,
                certificate(CertificateStatus.ACTIVE, ANN, CLIENT),
                ANN,
                "",
                Optional.of(account(true)),
                NOW.plus(Duration.ofDays(2)));

        assertRefused(CertificateLoginPolicy.decide(facts), LoginRule.LOGIN_CERTIFICATE_OUTSIDE_DATES);
    }

    @Test
    void refusesACertificateThatIsNotMeantForClients() {
        assertRefused(
                decide(
                        certificate(CertificateStatus.ACTIVE, ANN, Set.of(CertificateUse.SIGN)),
                        ANN,
                        "",
                        Optional.of(account(true))),
                LoginRule.LOGIN_CERTIFICATE_NOT_FOR_CLIENTS);
    }

    @Test
    void refusesWhomNoEnabledAccountIsBehind() {
        Optional<CertificateFacts> good = certificate(CertificateStatus.ACTIVE, ANN, CLIENT);
        Optional<CertificateFacts> ofAnother = certificate(CertificateStatus.ACTIVE, "bob@example.org", CLIENT);
        LoginRule rule = LoginRule.LOGIN_CERTIFICATE_NAMES_NO_ACCOUNT;

        assertRefused(decide(good, ANN, "", Optional.empty()), rule);
        assertRefused(decide(good, ANN, "", Optional.of(account(false))), rule);
        assertRefused(decide(good, "machine", "", Optional.of(account(true))), rule);
        assertRefused(decide(ofAnother, ANN, "", Optional.of(account(true))), rule);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bob@example.org", "no address"})
    void nobodyActsForSomebodyElse(String asked) {
        assertRefused(
                decide(certificate(CertificateStatus.ACTIVE, ANN, CLIENT), ANN, asked, Optional.of(account(true))),
                LoginRule.LOGIN_NAMES_SOMEBODY_ELSE);
    }

    private static void assertRefused(Decision<LoginVerdict> decision, LoginRule rule) {
        assertThat(decision.verdict()).isEqualTo(new LoginVerdict.Refuse());
        assertThat(decision.because()).extracting(Finding::rule).containsExactly(rule);
    }

    private static Decision<LoginVerdict> decide(
            Optional<CertificateFacts> issued, String owner, String asked, Optional<Account> account) {
        return CertificateLoginPolicy.decide(
                new CertificateLoginFacts(FINGERPRINT, issued, owner, asked, account, NOW));
    }

    private static Account account(boolean enabled) {
        return new Account(
                MailAddress.parse(ANN),
                "Ann",
                "",
                List.of(MailAddress.parse("anna@example.org")),
                Custody.ORGANISATION,
                0,
                enabled);
    }

    private static Optional<CertificateFacts> certificate(
            CertificateStatus status, String address, Set<CertificateUse> uses) {
        return Optional.of(new CertificateFacts(
                FINGERPRINT,
                List.of(MailAddress.parse(address)),
                uses,
                "User",
                1,
                "RSA-3072",
                NOW.minus(Duration.ofDays(1)),
                NOW.plus(Duration.ofDays(1)),
                status));
    }
}
