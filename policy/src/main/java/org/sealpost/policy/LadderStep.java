package org.sealpost.policy;

import java.util.List;
import java.util.Locale;

/** A way to encrypt to somebody. Of several ways the first of the ladder that is open is taken. */
public enum LadderStep {
    /** The recipient's own S/MIME certificate. */
    CERTIFICATE,
    /** The certificate of the recipient's whole domain, opened by a gateway there (RFC 3183). */
    DOMAIN_CERTIFICATE,
    /** The recipient's OpenPGP key. */
    OPENPGP;

    /** By certificates, what is done if no rule says otherwise; where OpenPGP stands then is said for the organisation. */
    public static final List<LadderStep> DEFAULT = List.of(CERTIFICATE, DOMAIN_CERTIFICATE);

    /** As it is written in files: {@code domain-certificate}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
