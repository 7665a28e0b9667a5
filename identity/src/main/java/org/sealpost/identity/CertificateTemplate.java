package org.sealpost.identity;

import java.time.Duration;
import java.util.Set;

/**
 * What the authority may issue, and when it renews.
 *
 * @param name shown to people, such as {@code MailUser}
 * @param version a new version re-enrols all holders
 * @param keyAlgorithm such as {@code EC-P256} or {@code RSA-3072}
 * @param renewalPeriod how long before its end a certificate is renewed
 * @param publish whether the directory shows the certificate
 */
public record CertificateTemplate(
        String name,
        int version,
        Set<CertificateUse> uses,
        String keyAlgorithm,
        Duration validity,
        Duration renewalPeriod,
        boolean publish) {
    public CertificateTemplate {
        uses = Set.copyOf(uses);
        if (renewalPeriod.compareTo(validity) >= 0) {
            throw new IllegalArgumentException(
                    "renewal period must be shorter than validity: " + renewalPeriod + ", " + validity);
        }
    }
}
