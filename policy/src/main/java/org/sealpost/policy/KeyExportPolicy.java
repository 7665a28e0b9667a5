package org.sealpost.policy;

import org.sealpost.identity.CertificateFacts;
import org.sealpost.identity.CertificateStatus;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;

/** Judges whether a private key may leave the house in a file of its holder. */
public final class KeyExportPolicy {
    private KeyExportPolicy() {}

    public static Decision<KeyExportVerdict> decide(KeyExportFacts facts) {
        CertificateFacts certificate = facts.certificate();
        boolean brought = certificate.template().isEmpty();
        if (!brought && facts.template().filter(KeyExportPolicy::letsGo).isEmpty()) {
            return Decision.of(KeyExportVerdict.LEAVE, EnrollmentRule.KEY_NOT_EXPORTABLE, certificate.template());
        }
        if (!facts.keyHere()) {
            return Decision.of(KeyExportVerdict.LEAVE, EnrollmentRule.KEY_NOT_HERE, certificate.fingerprint());
        }
        boolean current = certificate.status() == CertificateStatus.ACTIVE && certificate.isValidAt(facts.now());
        // Whatever became of the certificate: its mail still has to open.
        boolean opensOldMail = facts.history() && certificate.uses().contains(CertificateUse.ENCRYPT);
        if (!current && !opensOldMail) {
            return Decision.of(KeyExportVerdict.LEAVE, EnrollmentRule.CERTIFICATE_IS_PAST, certificate.fingerprint());
        }
        return brought
                ? Decision.of(KeyExportVerdict.EXPORT, KeyImportRule.IMPORTED_KEY_MAY_LEAVE, certificate.fingerprint())
                : Decision.of(KeyExportVerdict.EXPORT, EnrollmentRule.KEY_MAY_LEAVE, certificate.template());
    }

    private static boolean letsGo(CertificateTemplate template) {
        return template.key().exportable();
    }
}
