package org.sealpost.policy;

import java.util.List;
import org.sealpost.identity.LintFault;

/** The sentences about what is wrong with a certificate; one for each {@link org.sealpost.identity.LintCheck}. */
public enum LintRule implements Rule {
    SERIAL_NUMBER_UNFIT,
    CERTIFICATE_OUTLIVES_ISSUER,
    DATES_REVERSED,
    SUBJECT_KEY_ID_MISSING,
    KEY_USAGE_UNSAID,
    KEY_IS_WEAK,
    RSA_EXPONENT_UNFIT,
    RSA_MODULUS_UNFIT,
    RSA_KEY_FROM_BROKEN_CHIP,
    EC_POINT_UNFIT,
    KEY_IS_COMPROMISED,
    KEY_OF_SOMEBODY_ELSE,
    SIGNATURE_IS_WEAK,
    POLICY_OF_PUBLIC_AUTHORITIES,
    AUTHORITY_UNSAID,
    AUTHORITY_CANNOT_SIGN,
    HOLDER_IS_AN_AUTHORITY,
    VALIDITY_TOO_LONG,
    ISSUER_KEY_ID_UNFIT,
    OCSP_UNSAID,
    CRL_UNSAID,
    ADDRESS_NOT_HTTP,
    PURPOSE_UNSAID,
    PURPOSE_UNLIKE_TEMPLATE,
    KEY_USAGE_UNLIKE_KEY,
    MAIL_PURPOSE_MISSING,
    PURPOSE_NEVER_WITH_MAIL,
    ADDRESS_MISSING,
    ADDRESS_ONLY_IN_SUBJECT,
    ALTERNATIVE_NAME_UNFIT,
    HOST_MISSING,
    RESPONDER_DOES_MORE;

    /** The fault as a finding, which explains itself. */
    public static Finding of(LintFault fault) {
        List<String> facts = fault.facts();
        return Finding.of(valueOf(fault.check().name()), facts.toArray());
    }
}
