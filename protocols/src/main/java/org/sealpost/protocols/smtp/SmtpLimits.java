package org.sealpost.protocols.smtp;

import java.time.Duration;

/**
 * How much the SMTP door takes from one client and from all.
 *
 * @param messageBytes the largest message, announced by SIZE (RFC 1870)
 * @param recipients of one message; RFC 5321 section 4.5.3.1.8 asks for at least 100
 * @param errors replies of class 5 after which a session is closed
 * @param commands of one session
 * @param session how long a session may last
 * @param idle how long a client may be silent, RFC 5321 section 4.5.3.2.7
 * @param connections of all clients together
 * @param connectionsPerAddress of one client address
 * @param loginFailures wrong passwords after which a session is closed
 */
public record SmtpLimits(
        long messageBytes,
        int recipients,
        int errors,
        int commands,
        Duration session,
        Duration idle,
        int connections,
        int connectionsPerAddress,
        int loginFailures) {
    private static final long MEGABYTE = 1024L * 1024;

    public static final SmtpLimits DEFAULT =
            new SmtpLimits(50 * MEGABYTE, 1_000, 50, 50_000, Duration.ofHours(2), Duration.ofMinutes(5), 1_000, 100, 3);

    public SmtpLimits {
        if (messageBytes < 1 || recipients < 1 || errors < 1 || commands < 1 || connections < 1) {
            throw new IllegalArgumentException("every limit must be at least 1");
        }
    }

    public SmtpLimits withMessageBytes(long bytes) {
        return new SmtpLimits(
                bytes, recipients, errors, commands, session, idle, connections, connectionsPerAddress, loginFailures);
    }

    public SmtpLimits withConnections(int all, int perAddress) {
        return new SmtpLimits(
                messageBytes, recipients, errors, commands, session, idle, all, perAddress, loginFailures);
    }

    public SmtpLimits withRecipients(int most) {
        return new SmtpLimits(
                messageBytes, most, errors, commands, session, idle, connections, connectionsPerAddress, loginFailures);
    }
}
