package org.sealpost.policy;

/** Why a connection to a mail server was not what its domain promises, by the words of RFC 8460 section 4.3. */
public enum TlsResult {
    STARTTLS_NOT_SUPPORTED("starttls-not-supported", "the server offers no encryption"),
    CERTIFICATE_HOST_MISMATCH("certificate-host-mismatch", "the certificate is for another name"),
    CERTIFICATE_EXPIRED("certificate-expired", "the certificate has expired"),
    CERTIFICATE_NOT_TRUSTED("certificate-not-trusted", "nobody who is trusted vouches for the certificate"),
    VALIDATION_FAILURE("validation-failure", "something else about the connection is not as promised"),
    TLSA_INVALID("tlsa-invalid", "none of the TLSA records can be used"),
    DNSSEC_INVALID("dnssec-invalid", "the DNS gives no answer that can be trusted"),
    DANE_REQUIRED("dane-required", "the sender demands DANE and there is none"),
    STS_POLICY_FETCH_ERROR("sts-policy-fetch-error", "the MTA-STS policy cannot be fetched"),
    STS_POLICY_INVALID("sts-policy-invalid", "the MTA-STS policy cannot be understood"),
    STS_WEBPKI_INVALID("sts-webpki-invalid", "the web server of the MTA-STS policy does not prove its name");

    private final String word;
    private final String meaning;

    TlsResult(String word, String meaning) {
        this.word = word;
        this.meaning = meaning;
    }

    /** As reports have it. */
    public String word() {
        return word;
    }

    /** For people. */
    public String meaning() {
        return meaning;
    }

    /** What a word of a report means; the word itself if it is none of RFC 8460. */
    public static String meaning(String word) {
        for (TlsResult one : values()) {
            if (one.word.equals(word)) {
                return one.meaning;
            }
        }
        return word;
    }
}
