package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateUse;

class MailCertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    @Test
    void aKeyThatNoMailProgramReadsServesOnlyWhereTheHouseOpensTheMessage() {
        CertificateFacts modern = certificate("modern", "X25519", 1);
        CertificateFacts usual = certificate("usual", "RSA-3072", 9);

        assertThat(MailCertificates.forEncryption(List.of(modern, usual), true, NOW))
                .contains(modern);
        assertThat(MailCertificates.forEncryption(List.of(modern, usual), false, NOW))
                .contains(usual);
        assertThat(MailCertificates.forEncryption(List.of(modern), false, NOW)).isEmpty();
        assertThat(MailCertificates.unusable(List.of(modern), NOW)).contains(modern);
    }

    private static CertificateFacts certificate(String name, String kind, long age) {
        return new CertificateFacts(
                name,
                List.of(),
                Set.of(CertificateUse.ENCRYPT),
                "MailEncrypt",
                1,
                kind,
                NOW.minusSeconds(age),
                NOW.plusSeconds(9),
                CertificateStatus.ACTIVE);
    }
}
