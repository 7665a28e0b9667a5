package org.sealpost.policy;

import java.util.List;
import java.util.Locale;

/** A way to encrypt to somebody. Of several ways the first of the ladder that is open is taken. */
public enum LadderStep {
    /** The recipient's own S/MIME certificate. */
    CERTIFICATE,
    /** The certificate of the recipient's whole domain, opened by a gateway there (RFC 3183). */
    DOMAIN_CERTIFICATE;

    /** What is done if no rule says otherwise. */
    public static final List<LadderStep> DEFAULT = List.of(values());

    /** As it is written in files: {@code domain-certificate}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
