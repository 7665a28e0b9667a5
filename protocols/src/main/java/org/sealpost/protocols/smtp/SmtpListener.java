package org.sealpost.protocols.smtp;

import java.net.InetSocketAddress;

/** An address on which the SMTP door listens, and for whom. Port 0 takes any free port. */
public record SmtpListener(InetSocketAddress address, Kind kind) {
    /** Who comes in here. */
    public enum Kind {
        /** Other servers with mail for our people, port 25. */
        INTERNET,
        /** Our people with mail for anybody, port 587, RFC 6409. They log in after STARTTLS. */
        SUBMISSION,
        /** Our people, port 465, where TLS begins at once, RFC 8314. */
        SUBMISSIONS;

        boolean isSubmission() {
            return this != INTERNET;
        }
    }
}
