package org.sealpost.transport;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.HeaderField;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.ReportWishes.Returned;

/**
 * A delivery status notification, RFC 3464 (RFC 6533 for internationalised mail): a part for people, a part for programs, and
 * the header section of the message. Its body goes back only with a failure, only if the sender asks for it (RFC 3461 section
 * 4.3), and only as it came in: nothing of an opened one.
 *
 * @param kind what became of the message
 * @param waitsUntil if the message is not lost but waits, until when at the latest
 */
record BounceMessage(
        MailObject original,
        Kind kind,
        List<ReportLine> lines,
        Optional<Instant> waitsUntil,
        String hostName,
        String queueId,
        Instant at) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int HEADER_LIMIT_BYTES = 64 * 1024;
    /** RFC 3461 section 5.2: a server may return less of a large message. */
    private static final int RETURNED_LIMIT_BYTES = 10 * 1024 * 1024;

    private static final int REASON_LIMIT = 500;
    private static final int BASE64_LINE = 76;

    BounceMessage {
        lines = List.copyOf(lines);
    }

    /** What the sender is told. */
    enum Kind {
        FAILED("failed", "Your message could not be delivered", "did not reach the following recipients."),
        DELIVERED("delivered", "Your message has arrived", "lies in the mailboxes of the following recipients."),
        RELAYED(
                "relayed",
                "Your message was handed over",
                "was taken by the server of the following recipients. That server does not tell what becomes of it."),
        EXPANDED(
                "expanded",
                "Your message has arrived",
                "goes to the members of the following groups. Nothing more is told of each of them."),
        WAITS_FOR_CERTIFICATE(
                "delayed",
                "Your message waits",
                "has not gone to the following recipients yet, since it must be encrypted and no way\r\nto do so is known. It"
                        + " leaves by itself as soon as there is one; after %s\r\nit comes back to you. It helps if they send you"
                        + " a signed message."),
        DELAYED(
                "delayed",
                "Your message is delayed",
                "has not reached the following recipients yet. It is tried again by itself; there is nothing\r\nto do for you."
                        + " If nothing helps, it comes back to you after %s.");

        private final String action;
        private final String subject;
        private final String words;

        Kind(String action, String subject, String words) {
            this.action = action;
            this.subject = subject;
            this.words = words;
        }
    }

    Content content() {
        String boundary = "=_" + queueId;
        boolean global = original.envelope().smtpUtf8();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        write(out, header(boundary));
        write(out, "\r\n--" + boundary + "\r\n");
        part(out, "text/plain; charset=utf-8", forPeople().getBytes(StandardCharsets.UTF_8));
        write(out, "\r\n--" + boundary + "\r\n");
        status(out, global);
        write(out, "\r\n--" + boundary + "\r\n");
        byte[] end = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.US_ASCII);
        if (returnsWhole()) {
            // Not transcoded, whatever octets it has: signatures in it stay good.
            write(
                    out,
                    "Content-Type: message/" + (global ? "global" : "rfc822")
                            + "\r\nContent-Transfer-Encoding: 8bit\r\n\r\n");
            return Content.concat(List.of(Content.owning(out.toByteArray()), original.content(), Content.of(end)));
        }
        part(out, "text/rfc822-headers; charset=utf-8", originalHeader());
        out.writeBytes(end);
        return Content.owning(out.toByteArray());
    }

    private boolean returnsWhole() {
        return kind == Kind.FAILED
                // Nobody sends us what a forged sender is to get.
                && (ReportJudge.isOurs(original.origin())
                        || !original.origin().arrival().suspected())
                && original.content().sizeBytes() <= RETURNED_LIMIT_BYTES
                && original.envelope()
                        .reports()
                        .returned()
                        .filter(Returned.FULL::equals)
                        .isPresent();
    }

    private String header(String boundary) {
        String sender =
                original.envelope().reversePath().map(MailAddress::toString).orElseThrow();
        return String.join(
                "\r\n",
                "From: Mail system <MAILER-DAEMON@" + hostName + ">",
                "To: <" + sender + ">",
                "Subject: " + kind.subject,
                "Date: " + DATE.format(at),
                "Message-ID: <" + queueId + "@" + hostName + ">",
                "Auto-Submitted: auto-replied",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=delivery-status;",
                "\tboundary=\"" + boundary + "\"",
                "");
    }

    private String forPeople() {
        StringBuilder text = new StringBuilder("Your message of " + DATE.format(original.receivedAt()) + "\r\n"
                + waitsUntil.map(DATE::format).map(kind.words::formatted).orElse(kind.words)
                + "\r\n\r\n");
        for (ReportLine line : lines) {
            text.append("  ").append(line.recipient()).append("\r\n");
            if (kind == Kind.FAILED) {
                text.append("    ").append(explain(line.status())).append("\r\n");
            }
            if (!line.reason().isEmpty()) {
                text.append("    (").append(line(line.reason())).append(")\r\n");
            }
            text.append("\r\n");
        }
        return text.append("All other recipients, if there were any, are not concerned.\r\n")
                .append("This notice was written by the mail system at " + hostName + ".\r\n")
                .toString();
    }

    private static String explain(EnhancedStatus status) {
        return switch (status.subject()) {
            case 1 -> "There is no such mail address. Please look for a typing error.";
            case 2 -> "The mailbox cannot take the message.";
            case 3 -> "The message is too large for the other side, or its server cannot take it.";
            case 4 -> "The other server could not be reached for a long time.";
            case 5, 6 -> "The other server cannot handle a message of this kind.";
            case 7 -> "A rule of one of the two sides does not allow this message.";
            default -> "The message was refused for good.";
        };
    }

    private void status(ByteArrayOutputStream out, boolean global) {
        StringBuilder text = new StringBuilder();
        original.envelope()
                .reports()
                .envelopeId()
                .ifPresent(id -> field(text, "Original-Envelope-Id", ReportLine.decoded(id)));
        field(text, "Reporting-MTA", "dns; " + hostName);
        if (original.origin() instanceof Origin.Received(String peer, var sender, var author)) {
            field(text, "Received-From-MTA", "dns; " + line(peer));
        }
        field(text, "Arrival-Date", DATE.format(original.receivedAt()));
        field(text, "X-Queue-ID", original.queueId());
        for (ReportLine line : lines) {
            text.append("\r\n");
            line.original().ifPresent(address -> field(text, "Original-Recipient", ReportLine.address(address)));
            field(text, "Final-Recipient", (global ? "utf-8; " : "rfc822; ") + line.recipient());
            field(text, "Action", kind.action);
            waitsUntil.ifPresent(until -> field(text, "Will-Retry-Until", DATE.format(until)));
            field(text, "Status", line.status().toString());
            if (!line.reason().isEmpty()) {
                field(text, "Diagnostic-Code", "X-Sealpost; " + line(line.reason()));
            }
        }
        String type = global ? "message/global-delivery-status" : "message/delivery-status";
        write(out, "Content-Type: " + type + "\r\n" + (global ? "Content-Transfer-Encoding: 8bit\r\n" : "") + "\r\n");
        // RFC 3464 section 2.1 allows only US-ASCII here, RFC 6533 section 4 more.
        write(out, global ? text.toString() : text.toString().replaceAll("[^\\x00-\\x7f]", "?"));
    }

    private static void field(StringBuilder text, String name, String value) {
        text.append(name).append(": ").append(value).append("\r\n");
    }

    private byte[] originalHeader() {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        for (HeaderField field : HeaderSection.of(original.content()).fields()) {
            if (header.size() + field.raw().length > HEADER_LIMIT_BYTES) {
                break;
            }
            header.writeBytes(field.raw());
        }
        return header.toByteArray();
    }

    private static void part(ByteArrayOutputStream out, String type, byte[] bytes) {
        boolean ascii = true;
        for (byte octet : bytes) {
            ascii &= octet > 0;
        }
        write(out, "Content-Type: " + type + "\r\n" + (ascii ? "" : "Content-Transfer-Encoding: base64\r\n") + "\r\n");
        out.writeBytes(
                ascii
                        ? bytes
                        : Base64.getMimeEncoder(BASE64_LINE, new byte[] {'\r', '\n'})
                                .encode(bytes));
    }

    /** What another server said, without anything that could start a new field. */
    private static String line(String reason) {
        String one = reason.replaceAll("\\p{Cntrl}+", " ").strip();
        return one.substring(0, Math.min(one.length(), REASON_LIMIT));
    }

    private static void write(ByteArrayOutputStream out, String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }
}
