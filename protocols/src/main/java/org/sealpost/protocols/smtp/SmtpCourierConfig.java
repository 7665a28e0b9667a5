package org.sealpost.protocols.smtp;

import java.time.Duration;

/**
 * How the courier goes about its work.
 *
 * @param hostName by which it introduces itself
 * @param port of the mail exchangers, 25 in the world
 * @param connect how long to wait for a connection
 * @param command how long to wait for a reply; RFC 5321 section 4.5.3.2 allows more, but workers are few
 * @param endOfData how long to wait for the reply to a message, RFC 5321 section 4.5.3.2.6
 * @param delivery how long one message may take on one connection in all
 * @param deliveriesPerDestination how many at once, so that one slow destination does not keep all workers
 */
public record SmtpCourierConfig(
        String hostName,
        int port,
        Duration connect,
        Duration command,
        Duration endOfData,
        Duration delivery,
        int deliveriesPerDestination) {
    public static SmtpCourierConfig of(String hostName) {
        return new SmtpCourierConfig(
                hostName,
                25,
                Duration.ofSeconds(30),
                Duration.ofMinutes(2),
                Duration.ofMinutes(10),
                Duration.ofHours(1),
                20);
    }

    /** For single words, not for messages. */
    public SmtpCourierConfig withPatience(Duration other) {
        return new SmtpCourierConfig(hostName, port, other, other, other, other, deliveriesPerDestination);
    }

    public SmtpCourierConfig withPort(int other) {
        return new SmtpCourierConfig(hostName, other, connect, command, endOfData, delivery, deliveriesPerDestination);
    }
}
