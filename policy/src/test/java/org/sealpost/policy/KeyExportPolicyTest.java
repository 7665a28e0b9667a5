package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;

class KeyExportPolicyTest {
    private final EnrollmentCase one = new EnrollmentCase();
    private final CertificateFacts current = one.holds("MailUser", 1, CertificateStatus.ACTIVE, 600);

    @Test
    void aCurrentKeyMayLeaveIfItsTemplateLetsIt() {
        one.template("MailUser", Map.of("exportable-key", "yes"));

        assertThat(decide(current, true, false)).isEqualTo(EnrollmentRule.KEY_MAY_LEAVE);
    }

    @Test
    void aKeyOfATemplateThatIsNotExportableStays() {
        one.template("MailUser", Map.of("exportable-key", "no"));

        assertThat(decide(current, true, true)).isEqualTo(EnrollmentRule.KEY_NOT_EXPORTABLE);
        assertThat(decide(current, Optional.empty(), true, true))
                .as("a template that nobody knows")
                .isEqualTo(EnrollmentRule.KEY_NOT_EXPORTABLE);
    }

    @Test
    void aKeyThatIsElsewhereCannotLeave() {
        assertThat(decide(current, false, false)).isEqualTo(EnrollmentRule.KEY_NOT_HERE);
    }

    @Test
    void anOldEncryptionKeyLeavesOnlyWithTheHistory() {
        CertificateFacts old = one.holds("MailUser", 1, CertificateStatus.REVOKED, 500);
        CertificateFacts ended = one.holds("MailUser", 1, CertificateStatus.ACTIVE, -1);

        assertThat(decide(old, true, false)).isEqualTo(EnrollmentRule.CERTIFICATE_IS_PAST);
        assertThat(decide(old, true, true)).isEqualTo(EnrollmentRule.KEY_MAY_LEAVE);
        assertThat(decide(ended, true, false)).isEqualTo(EnrollmentRule.CERTIFICATE_IS_PAST);
    }

    @Test
    void anOldSignatureKeyOpensNothingAndStays() {
        CertificateFacts signature = new CertificateFacts(
                "signature",
                List.of(EnrollmentCase.ANNA),
                Set.of(CertificateUse.SIGN),
                "MailUser",
                1,
                "RSA-3072",
                EnrollmentCase.NOW.minusSeconds(2),
                EnrollmentCase.NOW.minusSeconds(1),
                CertificateStatus.ACTIVE);

        assertThat(decide(signature, true, true)).isEqualTo(EnrollmentRule.CERTIFICATE_IS_PAST);
    }

    @Test
    void aKeyThatItsHolderBroughtMayLeaveAgain() {
        CertificateFacts brought = new CertificateFacts(
                "brought",
                List.of(EnrollmentCase.ANNA),
                Set.of(CertificateUse.ENCRYPT),
                "",
                0,
                "RSA-2048",
                EnrollmentCase.NOW.minusSeconds(2),
                EnrollmentCase.NOW.plusSeconds(1),
                CertificateStatus.ACTIVE);

        assertThat(decide(brought, Optional.empty(), true, false)).isEqualTo(KeyImportRule.IMPORTED_KEY_MAY_LEAVE);
    }

    private Rule decide(CertificateFacts certificate, boolean keyHere, boolean history) {
        return decide(certificate, Optional.ofNullable(one.templates.get("MailUser")), keyHere, history);
    }

    private static Rule decide(
            CertificateFacts certificate, Optional<CertificateTemplate> template, boolean keyHere, boolean history) {
        Decision<KeyExportVerdict> decision =
                KeyExportPolicy.decide(new KeyExportFacts(certificate, template, keyHere, history, EnrollmentCase.NOW));
        return decision.because().getFirst().rule();
    }
}
