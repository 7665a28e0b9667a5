package org.sealpost.transport;

import java.util.List;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.Finding;

/**
 * What the other side said when it took a message, and how well the way to it was secured.
 *
 * @param reply the last reply, cut to one line
 * @param tells whether it took over to tell the sender what becomes of the message (DSN, RFC 3461)
 * @param because what was demanded of the connection, and what it had
 */
public record DeliveryReport(
        String host, String address, SessionSecurity security, String reply, boolean tells, List<Finding> because) {
    public DeliveryReport {
        because = List.copyOf(because);
    }
}
