package org.sealpost.protocols.smtp;

import java.util.ArrayList;
import java.util.List;

/** What this server can do beyond plain SMTP, as it tells in its answer to EHLO. */
final class Extensions {
    private Extensions() {}

    static List<String> lines(SmtpDoor.Surroundings around, boolean offersTls, List<String> mechanisms) {
        List<String> lines = new ArrayList<>(List.of(
                around.hostName(),
                "PIPELINING",
                "SIZE " + around.limits().messageBytes(),
                "8BITMIME",
                "SMTPUTF8",
                "ENHANCEDSTATUSCODES",
                "CHUNKING",
                "DSN",
                "LIMITS RCPTMAX=" + around.limits().recipients()));
        if (offersTls) {
            lines.add("STARTTLS");
        } else {
            lines.add("REQUIRETLS");
        }
        if (!mechanisms.isEmpty()) {
            lines.add("AUTH " + String.join(" ", mechanisms));
        }
        return lines;
    }
}
