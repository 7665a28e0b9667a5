package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.mail.MailAddress;

class EnrollmentPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final MailAddress ANNA = MailAddress.parse("anna@example.org");
    private static final MailAddress ANN = MailAddress.parse("ann@example.org");
    private static final CertificateTemplate TEMPLATE = new CertificateTemplate(
            "MailUser", 2, Set.of(CertificateUse.SIGN), "RSA-3072", Duration.ofDays(700), Duration.ofDays(60), true);

    @Test
    void givesAnAccountItsFirstCertificate() {
        assertThat(decide(account(true, Custody.ORGANISATION))).satisfies(decision -> {
            assertThat(decision.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
            assertThat(rule(decision)).isEqualTo(EnrollmentRule.CERTIFICATE_MISSING);
        });
    }

    @Test
    void replacesARevokedCertificateAndSaysWhy() {
        var decision = decide(account(true, Custody.ORGANISATION), held(2, CertificateStatus.REVOKED, 700, ANNA));

        assertThat(decision.verdict()).isEqualTo(new EnrollmentVerdict.Issue());
        assertThat(rule(decision)).isEqualTo(EnrollmentRule.CERTIFICATE_WAS_REVOKED);
    }

    @Test
    void issuesNothingToWhomItMayNot() {
        assertThat(rule(decide(Optional.empty(), true))).isEqualTo(EnrollmentRule.ACCOUNT_IS_GONE);
        assertThat(rule(decide(Optional.of(account(false, Custody.ORGANISATION)), true)))
                .isEqualTo(EnrollmentRule.ACCOUNT_IS_DISABLED);
        assertThat(rule(decide(Optional.of(account(true, Custody.ORGANISATION)), false)))
                .isEqualTo(EnrollmentRule.TEMPLATE_NOT_GRANTED);
        assertThat(rule(decide(Optional.of(account(true, Custody.DEVICE)), true)))
                .isEqualTo(EnrollmentRule.KEY_IS_MADE_ON_DEVICE);
    }

    @Test
    void keepsAGoodCertificate() {
        assertThat(decide(account(true, Custody.ORGANISATION), held(2, CertificateStatus.ACTIVE, 700, ANNA))
                        .verdict())
                .isEqualTo(new EnrollmentVerdict.Keep("fp-700"));
    }

    @Test
    void renewsBeforeAndAfterTheEnd() {
        var due = decide(account(true, Custody.ORGANISATION), held(2, CertificateStatus.ACTIVE, 59, ANNA));
        var ended = decide(account(true, Custody.ORGANISATION), held(2, CertificateStatus.ACTIVE, -1, ANNA));

        assertThat(due.verdict()).isEqualTo(new EnrollmentVerdict.Renew("fp-59"));
        assertThat(rule(due)).isEqualTo(EnrollmentRule.RENEWAL_IS_DUE);
        assertThat(rule(ended)).isEqualTo(EnrollmentRule.CERTIFICATE_EXPIRED);
    }

    @Test
    void replacesWhatNoLongerFits() {
        var older = decide(account(true, Custody.ORGANISATION), held(1, CertificateStatus.ACTIVE, 700, ANNA));
        var renamed = decide(account(true, Custody.ORGANISATION), held(2, CertificateStatus.ACTIVE, 700, ANNA, ANN));

        assertThat(rule(older)).isEqualTo(EnrollmentRule.TEMPLATE_IS_NEWER);
        assertThat(rule(renamed)).isEqualTo(EnrollmentRule.ADDRESSES_CHANGED);
    }

    @Test
    void retiresAllButTheNewestActiveOne() {
        CertificateFacts current = held(2, CertificateStatus.ACTIVE, 700, ANNA);
        CertificateFacts old = held(2, CertificateStatus.ACTIVE, 100, ANNA);
        EnrollmentFacts facts = facts(Optional.of(account(true, Custody.ORGANISATION)), true, current, old);

        assertThat(EnrollmentPolicy.retire(facts, current).verdict()).isEqualTo(new RetirementVerdict.Stay());
        assertThat(EnrollmentPolicy.retire(facts, old).verdict()).isEqualTo(new RetirementVerdict.Supersede());
        assertThat(EnrollmentPolicy.retire(facts(Optional.empty(), true, current), current)
                        .verdict())
                .isEqualTo(new RetirementVerdict.Withdraw());
    }

    private static Rule rule(Decision<?> decision) {
        return decision.because().getFirst().rule();
    }

    @Test
    void issuesAnewWhenWhatWasHeldIsNoLongerPublished() {
        var decision = decide(account(true, Custody.ORGANISATION), held(2, CertificateStatus.WITHDRAWN, 700, ANNA));

        assertThat(rule(decision)).isEqualTo(EnrollmentRule.CERTIFICATE_MISSING);
    }

    private static Decision<EnrollmentVerdict> decide(Account account, CertificateFacts... held) {
        return EnrollmentPolicy.decide(facts(Optional.of(account), true, held));
    }

    private static Decision<EnrollmentVerdict> decide(Optional<Account> account, boolean granted) {
        return EnrollmentPolicy.decide(facts(account, granted));
    }

    private static EnrollmentFacts facts(Optional<Account> account, boolean granted, CertificateFacts... held) {
        return new EnrollmentFacts(account, TEMPLATE, granted, Arrays.asList(held), NOW);
    }

    private static Account account(boolean enabled, Custody custody) {
        return new Account(ANNA, "Anna", "", List.of(), custody, 0, enabled);
    }

    private static CertificateFacts held(
            int version, CertificateStatus status, int daysLeft, MailAddress... addresses) {
        return new CertificateFacts(
                "fp-" + daysLeft,
                List.of(addresses),
                Set.of(CertificateUse.SIGN),
                "MailUser",
                version,
                "RSA-3072",
                NOW.minus(Duration.ofDays(800)),
                NOW.plus(Duration.ofDays(daysLeft)),
                status);
    }
}
