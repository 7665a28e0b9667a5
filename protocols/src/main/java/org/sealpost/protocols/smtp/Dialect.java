package org.sealpost.protocols.smtp;

import java.util.Optional;

/** Which of the three ways to hand over mail a client speaks, by its greeting. */
enum Dialect {
    /** RFC 821, greeting HELO. */
    SMTP,
    /** RFC 5321, greeting EHLO. */
    ESMTP,
    /** RFC 2033, greeting LHLO: there is one reply for each recipient. */
    LMTP;

    /** Empty if that is no greeting on this kind of connector. */
    static Optional<Dialect> of(String verb, SmtpListener.Kind kind) {
        Dialect dialect = switch (verb) {
            case "LHLO" -> LMTP;
            case "EHLO" -> ESMTP;
            default -> SMTP;
        };
        return Optional.of(dialect).filter(one -> (one == LMTP) == (kind == SmtpListener.Kind.LMTP));
    }

    /** The protocol word of a Received field, RFC 3848 and RFC 6531 section 4.3. */
    String word(boolean smtpUtf8, boolean encrypted, boolean loggedIn) {
        if (this == SMTP) {
            return "SMTP";
        }
        String plain = this == LMTP ? "LMTP" : smtpUtf8 ? "SMTP" : "ESMTP";
        return (smtpUtf8 ? "UTF8" : "") + plain + (encrypted ? "S" : "") + (loggedIn ? "A" : "");
    }
}
