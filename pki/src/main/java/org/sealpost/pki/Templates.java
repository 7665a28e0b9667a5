package org.sealpost.pki;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.sealpost.identity.CertificateTemplate;
import org.sealpost.identity.CertificateUse;

/** The templates that every house starts with. Why the mail templates are as they are: docs/adr/0005. */
public final class Templates {
    private static final Duration MAIL_VALIDITY = Duration.ofDays(730);
    private static final Duration MAIL_RENEWAL = Duration.ofDays(60);
    private static final Duration TLS_VALIDITY = Duration.ofDays(365);
    private static final Duration OCSP_VALIDITY = Duration.ofDays(60);
    private static final Duration SHORT_RENEWAL = Duration.ofDays(30);

    /** Signature and encryption in one, which the simplest of mail programs understand. */
    public static final CertificateTemplate MAIL_USER = new CertificateTemplate(
            "MailUser",
            1,
            Set.of(CertificateUse.SIGN, CertificateUse.ENCRYPT),
            "RSA-3072",
            MAIL_VALIDITY,
            MAIL_RENEWAL,
            true);

    public static final CertificateTemplate MAIL_SIGN = new CertificateTemplate(
            "MailSign", 1, Set.of(CertificateUse.SIGN), "EC-P256", MAIL_VALIDITY, MAIL_RENEWAL, false);

    public static final CertificateTemplate MAIL_ENCRYPT = new CertificateTemplate(
            "MailEncrypt", 1, Set.of(CertificateUse.ENCRYPT), "RSA-3072", MAIL_VALIDITY, MAIL_RENEWAL, true);

    public static final CertificateTemplate TLS_SERVER = new CertificateTemplate(
            "TlsServer", 1, Set.of(CertificateUse.TLS_SERVER), "EC-P256", TLS_VALIDITY, SHORT_RENEWAL, false);

    static final CertificateTemplate OCSP_SIGNER = new CertificateTemplate(
            "OcspSigner", 1, Set.of(CertificateUse.OCSP_SIGN), "EC-P256", OCSP_VALIDITY, SHORT_RENEWAL, false);

    public static final List<CertificateTemplate> ALL =
            List.of(MAIL_USER, MAIL_SIGN, MAIL_ENCRYPT, TLS_SERVER, OCSP_SIGNER);

    private Templates() {}

    public static Optional<CertificateTemplate> find(String name) {
        return ALL.stream().filter(template -> template.name().equals(name)).findFirst();
    }
}
