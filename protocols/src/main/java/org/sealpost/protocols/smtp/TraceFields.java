package org.sealpost.protocols.smtp;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.PartnerProof;
import org.sealpost.mail.SessionSecurity;

/** The fields that the SMTP door puts in front of a message; everything else stays as it came. */
record TraceFields(String hostName, Client client, String queueId, Instant at) {
    /** RFC 5322 section 3.3. */
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** Time stamp line of RFC 5321 section 4.4. It names no recipient, so that a Bcc stays hidden. */
    List<String> received(boolean smtpUtf8) {
        return List.of("Received: from " + client.helo() + " ([" + literal(client.address()) + "])\r\n"
                + "        by " + hostName + " with " + with(smtpUtf8) + " id " + queueId + tls() + ";\r\n        "
                + DATE.format(at));
    }

    private String tls() {
        return switch (client.security()) {
            case SessionSecurity.Plain() -> "";
            case SessionSecurity.Tls(String version, String cipher) -> tls(version, cipher);
            case SessionSecurity.MutualTls(String version, String cipher, PartnerProof proof) -> tls(version, cipher);
        };
    }

    private static String tls(String version, String cipher) {
        return "\r\n        (version=" + version + " cipher=" + cipher + ")";
    }

    /** What RFC 6409 section 8 lets a submission server add: a date and a name, if the mail program gave none. */
    List<String> missing(HeaderSection header) {
        List<String> lines = new ArrayList<>();
        if (header.first("Date").isEmpty()) {
            lines.add("Date: " + DATE.format(at));
        }
        if (header.first("Message-ID").isEmpty()) {
            lines.add("Message-ID: <" + queueId + "@" + hostName + ">");
        }
        return lines;
    }

    private String with(boolean smtpUtf8) {
        return client.dialect()
                .word(
                        smtpUtf8,
                        client.security().isEncrypted(),
                        client.account().isPresent());
    }

    /** RFC 5321 section 4.1.3. */
    private static String literal(String address) {
        return address.contains(":") ? "IPv6:" + address : address;
    }
}
