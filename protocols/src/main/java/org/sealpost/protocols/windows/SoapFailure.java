package org.sealpost.protocols.windows;

/** A request that is answered by a fault: what Windows calls the failure, and a sentence for people. */
final class SoapFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** The kinds of failure; MS-WCCE's and Windows' own numbers, which Windows shows with its own words (MS-ERREF 2.1). */
    enum Code {
        /** Somebody else stands at the door, or nobody. */
        NOT_AUTHENTICATED(0x80070005),
        NOT_UNDERSTOOD(0x80070057),
        NOT_SPOKEN(0x80004001),
        TEMPLATE_UNKNOWN(0x80094800),
        TEMPLATE_DENIED(0x80094012),
        DENIED_BY_ADMINISTRATOR(0x80094014),
        REFUSED(0x80094011),
        SIGNATURES_MISSING(0x8009480A),
        EMAIL_MISSING(0x80094809),
        KEY_TOO_SHORT(0x80094811),
        RENEWAL_WRONG(0x8009400E);

        private final int number;

        Code(int number) {
            this.number = number;
        }

        int number() {
            return number;
        }
    }

    SoapFailure(Code code, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
    }

    Code code() {
        return code;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }
}
