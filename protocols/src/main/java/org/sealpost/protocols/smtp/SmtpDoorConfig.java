package org.sealpost.protocols.smtp;

import java.util.List;

/**
 * How the SMTP door is set up.
 *
 * @param hostName by which this server greets, a fully qualified domain name
 */
public record SmtpDoorConfig(String hostName, List<SmtpListener> listeners, SmtpLimits limits) {
    public SmtpDoorConfig {
        listeners = List.copyOf(listeners);
        if (hostName.isBlank()) {
            throw new IllegalArgumentException("the SMTP door needs a host name to greet with");
        }
    }
}
