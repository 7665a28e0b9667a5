package org.sealpost.transport;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.sealpost.mail.Content;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;

/**
 * Tells one of our people that a message was put aside, and why. Nothing of the message itself is in it, not even its subject.
 *
 * @param words why
 */
record QuarantineNotice(MailObject original, MailAddress person, String words, String hostName) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int NAMED = 20;

    MailObject mail(String queueId, Instant now) {
        return new MailObject(
                queueId,
                new Envelope(
                        Optional.empty(),
                        List.of(person),
                        original.envelope().smtpUtf8(),
                        original.envelope().requireTls()),
                Content.of(message(queueId, now).getBytes(StandardCharsets.UTF_8)),
                new Origin.Internal(),
                new SessionSecurity.Plain(),
                now);
    }

    private String message(String queueId, Instant now) {
        return String.join(
                "\r\n",
                "From: Mail system <MAILER-DAEMON@" + hostName + ">",
                "To: <" + person + ">",
                "Subject: "
                        + (isSender()
                                ? "Your message was put into quarantine"
                                : "A message to you was put into quarantine"),
                "Date: " + DATE.format(now),
                "Message-ID: <" + queueId + "@" + hostName + ">",
                // RFC 3834 section 5: nobody's program answers it.
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Transfer-Encoding: base64",
                "",
                Base64.getMimeEncoder().encodeToString(text().getBytes(StandardCharsets.UTF_8)),
                "");
    }

    private boolean isSender() {
        return original.origin() instanceof Origin.Submitted || isForwarded();
    }

    private boolean isForwarded() {
        return original.origin() instanceof Origin.Forwarded;
    }

    private String text() {
        String message = isSender()
                ? (isForwarded() ? "What your filter sent on, of " : "Your message of ")
                        + DATE.format(original.receivedAt()) + " to " + recipients() + " has not been delivered."
                : "A message of " + DATE.format(original.receivedAt()) + " from "
                        + original.envelope()
                                .reversePath()
                                .map(MailAddress::toString)
                                .orElse("<>")
                        + " to you has not been delivered.";
        return String.join(
                "\r\n",
                message,
                "",
                "Why: " + words,
                "",
                "It lies in quarantine. An administrator decides whether it goes on; you need not send it again.",
                "If you ask about it, name this number: " + original.queueId(),
                "",
                "This notice was written by the mail system at " + hostName + ".",
                "");
    }

    private String recipients() {
        List<MailAddress> all = original.envelope().recipients();
        String named = all.stream().limit(NAMED).map(MailAddress::toString).collect(Collectors.joining(", "));
        return all.size() > NAMED ? named + " and " + (all.size() - NAMED) + " more" : named;
    }
}
