package org.sealpost.identity;

/**
 * What is looked at before an authority signs a certificate, and in any certificate by {@code sealpost ca lint}. Each has a sentence
 * of the same name among the rules.
 */
public enum LintCheck {
    SERIAL_NUMBER_UNFIT("RFC 5280 4.1.2.2"),
    CERTIFICATE_OUTLIVES_ISSUER("RFC 5280 6.1"),
    DATES_REVERSED("RFC 5280 4.1.2.5"),
    SUBJECT_KEY_ID_MISSING("RFC 5280 4.2.1.2"),
    KEY_USAGE_UNSAID("RFC 5280 4.2.1.3"),
    KEY_IS_WEAK("S/MIME BR 6.1.5"),
    RSA_EXPONENT_UNFIT("S/MIME BR 6.1.6"),
    RSA_MODULUS_UNFIT("S/MIME BR 6.1.6"),
    RSA_KEY_FROM_BROKEN_CHIP("CVE-2017-15361"),
    EC_POINT_UNFIT("SP 800-56A 5.6.2.3"),
    KEY_IS_COMPROMISED("S/MIME BR 6.1.1.3"),
    KEY_OF_SOMEBODY_ELSE("S/MIME BR 6.1.1"),
    SIGNATURE_IS_WEAK("S/MIME BR 7.1.3.2"),
    POLICY_OF_PUBLIC_AUTHORITIES("S/MIME BR 7.1.6.4"),
    AUTHORITY_UNSAID("RFC 5280 4.2.1.9"),
    AUTHORITY_CANNOT_SIGN("RFC 5280 4.2.1.3"),
    HOLDER_IS_AN_AUTHORITY("RFC 5280 4.2.1.9"),
    VALIDITY_TOO_LONG("S/MIME BR 6.3.2"),
    ISSUER_KEY_ID_UNFIT("S/MIME BR 7.1.2.3 g"),
    OCSP_UNSAID("S/MIME BR 7.1.2.3 c"),
    CRL_UNSAID("S/MIME BR 7.1.2.3 b"),
    ADDRESS_NOT_HTTP("S/MIME BR 7.1.2.3 b"),
    PURPOSE_UNSAID("S/MIME BR 7.1.2.3 f"),
    PURPOSE_UNLIKE_TEMPLATE("S/MIME BR 7.1.2.3 f"),
    KEY_USAGE_UNLIKE_KEY("S/MIME BR 7.1.2.3 e"),
    MAIL_PURPOSE_MISSING("S/MIME BR 7.1.2.3 f"),
    PURPOSE_NEVER_WITH_MAIL("S/MIME BR 7.1.2.3 f"),
    ADDRESS_MISSING("S/MIME BR 7.1.4.2.1"),
    ADDRESS_ONLY_IN_SUBJECT("S/MIME BR 7.1.4.2.1"),
    ALTERNATIVE_NAME_UNFIT("S/MIME BR 7.1.4.2.1"),
    HOST_MISSING("RFC 9525 6.3"),
    RESPONDER_DOES_MORE("RFC 6960 4.2.2.2");

    private final String source;

    LintCheck(String source) {
        this.source = source;
    }

    /** Where it is written: an RFC, or the S/MIME Baseline Requirements 1.0.10 of the CA/Browser Forum (S/MIME BR). */
    public String source() {
        return source;
    }
}
