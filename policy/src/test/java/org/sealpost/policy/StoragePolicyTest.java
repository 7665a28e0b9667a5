package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;
import org.sealpost.identity.Custody;
import org.sealpost.identity.Trustee;
import org.sealpost.mail.MessageSecurity.Secrecy;

class StoragePolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Trustee LEGAL = Trustee.parse("group legal@example.org");
    private static final CertificateFacts ANNS = new CertificateFacts(
            "anns",
            List.of(),
            Set.of(CertificateUse.ENCRYPT),
            "MailUser",
            1,
            "RSA-3072",
            NOW.minusSeconds(9),
            NOW.plusSeconds(9),
            CertificateStatus.ACTIVE);

    @Test
    void whereNobodyWantsItMailIsStoredAsItIsRead() {
        assertThat(verdict(Optional.empty(), Secrecy.CLEAR, ANNS)).isEqualTo(new StorageVerdict.Keep());
    }

    @Test
    void whereItIsWantedWhatIsReadableIsSealedHoweverItCame() {
        assertThat(verdict(Optional.of(LEGAL), Secrecy.CLEAR, ANNS)).isEqualTo(new StorageVerdict.Seal(ANNS));
        assertThat(verdict(Optional.of(LEGAL), Secrecy.ENCRYPTED, ANNS)).isEqualTo(new StorageVerdict.Seal(ANNS));
        assertThat(verdict(Optional.of(LEGAL), Secrecy.ENCRYPTED_UNOPENED, ANNS))
                .isEqualTo(new StorageVerdict.Keep());
    }

    @Test
    void nothingReadableIsStoredForWantOfACertificate() {
        assertThat(verdict(Optional.of(LEGAL), Secrecy.CLEAR)).isEqualTo(new StorageVerdict.Defer());
    }

    /** A23. */
    @Test
    void aDraftAboutMailThatCameEncryptedIsSealedToWhoHasTheKeyOnADevice() {
        assertThat(draft(Custody.DEVICE, false, true, ANNS)).isEqualTo(new StorageVerdict.Seal(ANNS));
        assertThat(draft(Custody.DEVICE, false, false, ANNS)).isEqualTo(new StorageVerdict.Keep());
        assertThat(draft(Custody.ORGANISATION, false, true, ANNS))
                .as("a program without a key could not go on with it")
                .isEqualTo(new StorageVerdict.Keep());
        assertThat(draft(Custody.DEVICE, true, true, ANNS)).isEqualTo(new StorageVerdict.Keep());
        assertThat(draft(Custody.DEVICE, false, true)).isEqualTo(new StorageVerdict.Keep());
    }

    private static StorageVerdict draft(
            Custody custody, boolean encrypted, boolean answersSealed, CertificateFacts... certificates) {
        return StoragePolicy.decideDraft(new DraftFacts(custody, encrypted, answersSealed, List.of(certificates), NOW))
                .verdict();
    }

    private static StorageVerdict verdict(Optional<Trustee> wanted, Secrecy secrecy, CertificateFacts... certificates) {
        return StoragePolicy.decide(new StorageFacts(wanted, secrecy, List.of(certificates), NOW))
                .verdict();
    }
}
