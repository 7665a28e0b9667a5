package org.sealpost.policy;

import java.util.Optional;
import java.util.TreeSet;
import org.sealpost.policy.PublicCertificateFacts.Held;

/** Judges when a public authority is asked for a certificate of the server. */
public final class PublicCertificatePolicy {
    private PublicCertificatePolicy() {}

    public static Decision<PublicCertificateVerdict> decide(PublicCertificateFacts facts) {
        if (facts.wanted().isEmpty()) {
            return Decision.of(PublicCertificateVerdict.KEEP, PublicCertificateRule.PUBLIC_CERTIFICATE_NOT_WANTED);
        }
        Optional<Finding> need = need(facts);
        if (need.isEmpty()) {
            Held held = facts.held().orElseThrow();
            return Decision.of(
                    PublicCertificateVerdict.KEEP,
                    PublicCertificateRule.PUBLIC_CERTIFICATE_IS_GOOD,
                    held.notAfter(),
                    held.renewAt());
        }
        return facts.retryAt()
                .filter(then -> facts.now().isBefore(then))
                .map(then -> Decision.of(
                        PublicCertificateVerdict.WAIT, PublicCertificateRule.PUBLIC_AUTHORITY_WAITING, then))
                .orElseGet(() -> new Decision<>(PublicCertificateVerdict.OBTAIN, java.util.List.of(need.get())));
    }

    private static Optional<Finding> need(PublicCertificateFacts facts) {
        String names = String.join(", ", new TreeSet<>(facts.wanted()));
        if (facts.held().isEmpty()) {
            return Optional.of(Finding.of(PublicCertificateRule.PUBLIC_CERTIFICATE_MISSING, names));
        }
        Held held = facts.held().get();
        if (!held.names().equals(facts.wanted())) {
            return Optional.of(Finding.of(PublicCertificateRule.PUBLIC_CERTIFICATE_NAMES_CHANGED, names));
        }
        return facts.now().isBefore(held.renewAt())
                ? Optional.empty()
                : Optional.of(Finding.of(PublicCertificateRule.PUBLIC_CERTIFICATE_RENEWAL_DUE, held.notAfter()));
    }
}
