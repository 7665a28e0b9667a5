package org.sealpost.protection;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Content;
import org.sealpost.protection.MailReport.Line;
import org.sealpost.testkit.Samples;

class MailReportTest {
    /** As Postfix writes it. */
    private static final String BOUNCE = """
            From: MAILER-DAEMON@mx.example.net
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Description: Notification
            Content-Type: text/plain; charset=us-ascii

            I'm sorry to have to inform you
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.net
            Arrival-Date: Sat, 21 Nov 2026 10:00:00 +0000 (UTC)

            Final-Recipient: rfc822; eve@example.net
            Original-Recipient: rfc822;eve@example.net
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: x-unix; user unknown

            Final-Recipient: rfc822; mia@example.net
            Action: Delayed
            Status: 4.4.1
            --b
            Content-Type: text/rfc822-headers

            Subject: x
            Message-ID: <m1@example.org>
            --b--
            """;

    private static final String READ = """
            Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

            --b
            Content-Type: text/plain

            read
            --b
            Content-Type: message/disposition-notification
            Content-Transfer-Encoding: 7bit

            Reporting-UA: joes-pc; Foomail 97.1
            Final-Recipient: rfc822;eve@example.net
            Original-Message-ID: <m2@example.org>
            Disposition: manual-action/MDN-sent-manually; displayed

            --b--
            """;

    @Test
    void aReportOfDeliveryTellsOfEachRecipient() {
        MailReport report = MailReport.of(content(BOUNCE)).orElseThrow();

        assertThat(report.messageId()).contains("<m1@example.org>");
        assertThat(report.lines())
                .containsExactly(
                        new Line("eve@example.net", "failed", "5.1.1"),
                        new Line("mia@example.net", "delayed", "4.4.1"));
    }

    @Test
    void aReadReceiptTellsThatTheMessageWasDisplayed() {
        MailReport report = MailReport.of(content(READ)).orElseThrow();

        assertThat(report.messageId()).contains("<m2@example.org>");
        assertThat(report.lines()).containsExactly(new Line("eve@example.net", "displayed", ""));
    }

    @Test
    void otherMailIsNoReport() {
        assertThat(MailReport.of(content("Content-Type: text/plain\n\nAction: failed\n")))
                .isEmpty();
    }

    @Test
    void damagedReportsAreReadAsFarAsTheyGo() {
        Samples.forAll(
                random -> {
                    StringBuilder damaged = new StringBuilder(random.nextBoolean() ? BOUNCE : READ);
                    for (int i = 0; i < 10; i++) {
                        int at = random.nextInt(100, damaged.length());
                        damaged.replace(at, at + 1, String.valueOf((char) random.nextInt(1, 127)));
                    }
                    return damaged.toString();
                },
                damaged -> assertThat(MailReport.of(content(damaged))
                                .map(report -> report.lines().size())
                                .orElse(0))
                        .isLessThan(20));
    }

    private static Content content(String text) {
        return Content.of(text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }
}
