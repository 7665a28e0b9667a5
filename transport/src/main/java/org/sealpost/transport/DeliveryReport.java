package org.sealpost.transport;

import org.sealpost.mail.SessionSecurity;

/**
 * What the other side said when it took a message, and how well the way to it was secured.
 *
 * @param reply the last reply, cut to one line
 */
public record DeliveryReport(String host, String address, SessionSecurity security, String reply) {}
