package org.sealpost.protocols.tlsrpt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.TlsReport;

/**
 * A report as a message, RFC 8460 section 5.3.
 *
 * @param domain to whose people it goes
 * @param from who sends it, and gets it back if nobody takes it
 */
record ReportMessage(TlsReport report, Domain domain, MailAddress from, String hostName) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int BASE64_LINE = 76;

    MailObject mail(MailAddress to, String queueId, Instant now) {
        return new MailObject(
                queueId,
                new Envelope(Optional.of(from), List.of(to), isInternational(to)),
                Content.of(text(to, queueId, now).getBytes(StandardCharsets.UTF_8)),
                new Origin.Internal(),
                new SessionSecurity.Plain(),
                now);
    }

    private String text(MailAddress to, String queueId, Instant now) {
        String boundary = "tlsrpt-" + queueId;
        return String.join(
                "\r\n",
                "From: <" + from + ">",
                "To: <" + to + ">",
                "Subject: Report Domain: " + domain + "\r\n Submitter: " + report.organization() + "\r\n Report-ID: <"
                        + report.id() + ">",
                "Date: " + DATE.format(now),
                "Message-ID: <" + queueId + "@" + hostName + ">",
                "TLS-Report-Domain: " + domain,
                "TLS-Report-Submitter: " + report.organization(),
                // RFC 8460 section 3: a failure must not keep the news of it away; RFC 8689 section 5 is how to say
                // that.
                "TLS-Required: No",
                "Auto-Submitted: auto-generated",
                "MIME-Version: 1.0",
                "Content-Type: multipart/report; report-type=\"tlsrpt\";\r\n boundary=\"" + boundary + "\"",
                "",
                "--" + boundary,
                "Content-Type: text/plain; charset=us-ascii",
                "",
                words(),
                "--" + boundary,
                "Content-Type: application/tlsrpt+gzip",
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment;\r\n filename=\"" + fileName() + "\"",
                "",
                Base64.getMimeEncoder(BASE64_LINE, new byte[] {'\r', '\n'})
                        .encodeToString(packed(ReportText.write(report))),
                "--" + boundary + "--",
                "");
    }

    private String words() {
        return String.join(
                "\r\n",
                "How connections of " + report.organization() + " to the mail servers of " + domain,
                "went from " + report.begins() + " to " + report.ends() + ":",
                report.successes() + " as promised, " + report.failures() + " not. The attached report tells more.",
                "");
    }

    /** RFC 8460 section 5.1. */
    private String fileName() {
        return report.organization() + "!" + domain + "!" + report.begins().getEpochSecond() + "!"
                + report.ends().getEpochSecond() + ".json.gz";
    }

    static byte[] packed(String report) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(report.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }

    private static boolean isInternational(MailAddress to) {
        return to.toString().chars().anyMatch(one -> one > 126);
    }
}
