package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.ChainVerdict;
import org.sealpost.identity.Custody;
import org.sealpost.identity.DirectoryEntry.Account;
import org.sealpost.identity.RevocationReason;
import org.sealpost.mail.MailAddress;

class KeyImportPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final MailAddress ANNA = MailAddress.parse("anna@example.org");
    private static final ChainVerdict GOOD = new ChainVerdict.Trusted();
    private static final Set<CertificateUse> BOTH = Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT);

    private boolean allowed = true;
    private Custody custody = Custody.ORGANISATION;
    private boolean ours;
    private boolean fits = true;
    private String weakness = "";
    private Set<String> owners = Set.of();
    private Set<CertificateUse> uses = BOTH;
    private MailAddress named = ANNA;

    private Decision<KeyImportVerdict> decide(ChainVerdict chain) {
        Account account = new Account(ANNA, "Anna", "", List.of(), custody, 0, true);
        CertificateFacts certificate = new CertificateFacts(
                "f1",
                List.of(named),
                uses,
                "",
                0,
                "RSA-2048",
                NOW.minusSeconds(1),
                NOW.plusSeconds(1),
                CertificateStatus.ACTIVE);
        return KeyImportPolicy.decide(
                new KeyImportFacts(account, allowed, certificate, ours, fits, weakness, owners, chain));
    }

    private void isRefusedFor(KeyImportRule rule) {
        Decision<KeyImportVerdict> decision = decide(GOOD);

        assertThat(decision.verdict()).isEqualTo(KeyImportVerdict.REFUSE);
        assertThat(decision.because()).extracting(Finding::rule).containsExactly(rule);
    }

    @Test
    void aGoodKeyIsPublishedAndProvesPossession() {
        owners = Set.of(ANNA.key());

        Decision<KeyImportVerdict> decision = decide(GOOD);

        assertThat(decision.verdict()).isEqualTo(KeyImportVerdict.PUBLISH);
        assertThat(decision.because())
                .extracting(Finding::rule)
                .containsExactly(KeyImportRule.IMPORTED_KEY_PROVES_POSSESSION, TrustRule.PATH_IS_WHOLE);
        assertThat(decide(new ChainVerdict.TrustedUnchecked("nobody was asked")).verdict())
                .isEqualTo(KeyImportVerdict.PUBLISH);
    }

    @Test
    void theDomainMustAllowIt() {
        allowed = false;

        isRefusedFor(KeyImportRule.KEY_IMPORT_NOT_ALLOWED);
    }

    @Test
    void whoseKeysLieOnDevicesHasNoneHere() {
        custody = Custody.DEVICE;

        isRefusedFor(KeyImportRule.KEY_BELONGS_ON_DEVICE);
    }

    @Test
    void whatWeIssuedIsNotBrought() {
        ours = true;

        isRefusedFor(KeyImportRule.IMPORTED_CERTIFICATE_IS_OURS);
    }

    @Test
    void aCertificateOfSomebodyElseIsRefused() {
        named = MailAddress.parse("bob@example.org");

        isRefusedFor(KeyImportRule.IMPORTED_CERTIFICATE_NAMES_OTHERS);
    }

    @Test
    void aCertificateThatIsNotForMailIsRefused() {
        uses = Set.of();

        isRefusedFor(KeyImportRule.IMPORTED_CERTIFICATE_NOT_FOR_MAIL);
    }

    @Test
    void aKeyThatIsNotItsOtherHalfIsRefused() {
        fits = false;

        isRefusedFor(KeyImportRule.IMPORTED_KEY_DOES_NOT_FIT);
    }

    @Test
    void aWeakKeyIsRefused() {
        weakness = "RSA-1024";

        isRefusedFor(KeyImportRule.IMPORTED_KEY_IS_WEAK);
    }

    @Test
    void aKeyOfAnotherPersonIsRefused() {
        owners = Set.of(ANNA.key(), "bob@example.org");

        isRefusedFor(KeyImportRule.IMPORTED_KEY_OF_ANOTHER);
    }

    @Test
    void whatIsOverOpensOldMailIfItEncrypts() {
        ChainVerdict over = new ChainVerdict.OutsideDates(NOW, NOW, NOW);
        ChainVerdict revoked = new ChainVerdict.Revoked(NOW, RevocationReason.SUPERSEDED);

        assertThat(decide(over).verdict()).isEqualTo(KeyImportVerdict.KEEP_FOR_OLD_MAIL);
        assertThat(decide(revoked).verdict()).isEqualTo(KeyImportVerdict.KEEP_FOR_OLD_MAIL);
        uses = Set.of(CertificateUse.SIGN);
        assertThat(decide(over).verdict()).isEqualTo(KeyImportVerdict.REFUSE);
    }

    @Test
    void whatIsNotTrustedIsRefusedWithTheReason() {
        List<ChainVerdict> bad = List.of(
                new ChainVerdict.Untrusted("CN=x", "", "no path"),
                new ChainVerdict.Distrusted("stolen"),
                new ChainVerdict.Unfit("SHA-1"),
                new ChainVerdict.RevocationUnavailable("no answer"));

        assertThat(bad).allSatisfy(chain -> {
            Decision<KeyImportVerdict> decision = decide(chain);
            assertThat(decision.verdict()).isEqualTo(KeyImportVerdict.REFUSE);
            assertThat(decision.because())
                    .containsExactly(
                            Finding.of(KeyImportRule.IMPORTED_CERTIFICATE_NOT_TRUSTED, "f1"),
                            TrustPolicy.finding(chain));
        });
    }
}
