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

/**
 * A delivery status notification, RFC 3464 (RFC 6533 for internationalised mail): a part for people, a part for programs, and
 * the header section of the message. Nothing of its body goes back, and nothing of an opened one.
 *
 * @param kind what became of the message
 * @param waitsUntil if the message is not lost but waits, until when at the latest
 */
record BounceMessage(
        MailObject original,
        Kind kind,
        List<Line> lines,
        Optional<Instant> waitsUntil,
        String hostName,
        String queueId,
        Instant at) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int HEADER_LIMIT_BYTES = 64 * 1024;
    private static final int REASON_LIMIT = 500;
    private static final int BASE64_LINE = 76;
    /** Security or policy status, for the time being (RFC 3463 section 3.8). */
    private static final EnhancedStatus WAITS = new EnhancedStatus(4, 7, 0);

    BounceMessage {
        lines = List.copyOf(lines);
    }

    /** What the sender is told. */
    enum Kind {
        FAILED("Your message could not be delivered", "did not reach the following recipients."),
        WAITS_FOR_CERTIFICATE(
                "Your message waits",
                "has not gone to the following recipients yet, since it must be encrypted and no way\r\nto do so is known. It"
                        + " leaves by itself as soon as there is one; after %s\r\nit comes back to you. It helps if they send you"
                        + " a signed message."),
        DELAYED(
                "Your message is delayed",
                "has not reached the following recipients yet. It is tried again by itself; there is nothing\r\nto do for you."
                        + " If nothing helps, it comes back to you after %s.");

        private final String subject;
        private final String words;

        Kind(String subject, String words) {
            this.subject = subject;
            this.words = words;
        }
    }

    /** What became of one recipient. */
    record Line(MailAddress recipient, EnhancedStatus status, String reason) {
        static Line of(Outcome.Failed failed) {
            return new Line(failed.recipient(), failed.status(), failed.reason());
        }

        static Line of(Outcome.Deferred late) {
            return new Line(late.recipient(), late.status(), late.reason());
        }

        static Line of(Outcome.Held held) {
            return new Line(held.recipient(), WAITS, held.reason());
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
        part(out, "text/rfc822-headers; charset=utf-8", originalHeader());
        write(out, "\r\n--" + boundary + "--\r\n");
        return Content.of(out.toByteArray());
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
        for (Line line : lines) {
            text.append("  ").append(line.recipient()).append("\r\n    ");
            if (waitsUntil.isEmpty()) {
                text.append(explain(line.status())).append("\r\n    ");
            }
            text.append('(').append(line(line.reason())).append(")\r\n\r\n");
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
        StringBuilder text = new StringBuilder("Reporting-MTA: dns; " + hostName + "\r\nArrival-Date: "
                + DATE.format(original.receivedAt()) + "\r\nX-Queue-ID: " + original.queueId() + "\r\n");
        for (Line failure : lines) {
            text.append("\r\nFinal-Recipient: ")
                    .append(global ? "utf-8; " : "rfc822; ")
                    .append(failure.recipient())
                    .append(waitsUntil
                            .map(until -> "\r\nAction: delayed\r\nWill-Retry-Until: " + DATE.format(until))
                            .orElse("\r\nAction: failed"))
                    .append("\r\nStatus: ")
                    .append(failure.status())
                    .append("\r\nDiagnostic-Code: X-Sealpost; ")
                    .append(line(failure.reason()))
                    .append("\r\n");
        }
        String type = global ? "message/global-delivery-status" : "message/delivery-status";
        write(out, "Content-Type: " + type + "\r\n" + (global ? "Content-Transfer-Encoding: 8bit\r\n" : "") + "\r\n");
        // RFC 3464 section 2.1 allows only US-ASCII here, RFC 6533 section 4 more.
        write(out, global ? text.toString() : text.toString().replaceAll("[^\\x00-\\x7f]", "?"));
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
