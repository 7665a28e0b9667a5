package org.sealpost.identity;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.sealpost.mail.MailAddress;

/**
 * What policies need to know of a certificate; the certificate itself stays in the rooms of craft.
 *
 * @param fingerprint SHA-256 of the DER form, lower-case hex: the name of the certificate in the whole house
 * @param addresses the mail addresses that it proves (rfc822Name, SmtpUTF8Mailbox)
 * @param template name of the template, "" for a certificate from outside
 * @param keyAlgorithm such as {@code EC-P256} or {@code RSA-3072}
 */
public record CertificateFacts(
        String fingerprint,
        List<MailAddress> addresses,
        Set<CertificateUse> uses,
        String template,
        int templateVersion,
        String keyAlgorithm,
        Instant notBefore,
        Instant notAfter,
        CertificateStatus status) {
    public CertificateFacts {
        addresses = List.copyOf(addresses);
        uses = Set.copyOf(uses);
        if (!notBefore.isBefore(notAfter)) {
            throw new IllegalArgumentException("notBefore must come before notAfter: " + notBefore + ", " + notAfter);
        }
    }

    public boolean isValidAt(Instant instant) {
        return !instant.isBefore(notBefore) && !instant.isAfter(notAfter);
    }

    /** Active, inside its dates, and meant for this use. */
    public boolean isUsableFor(CertificateUse use, Instant instant) {
        return status == CertificateStatus.ACTIVE && uses.contains(use) && isValidAt(instant);
    }
}
