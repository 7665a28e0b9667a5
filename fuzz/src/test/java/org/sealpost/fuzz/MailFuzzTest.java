package org.sealpost.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.Content;
import org.sealpost.mail.HeaderSection;
import org.sealpost.mail.ReceivedHop;
import org.sealpost.policy.HopTrail;
import org.sealpost.protection.WinmailDat;
import org.sealpost.testkit.Patience;
import org.sealpost.transport.sieve.FilterMail;
import org.sealpost.transport.sieve.Script;
import org.sealpost.transport.sieve.ScriptFault;

/** Filters that people write, and files that Outlook packs. */
class MailFuzzTest {
    private static final byte[] MAIL = """
            From: Pat <pat@partner.example>
            To: bob+lists@example.org
            Subject: =?utf-8?q?Bericht_=C3=BCber?= the week
            List-Id: <news.example.net>
            Date: Sun, 22 Nov 2026 10:00:00 +0000
            Content-Type: text/plain

            aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab
            """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    private static final String TNEF =
            "From: pat@partner.example\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: binary\r\n\r\n";

    @FuzzTest(maxDuration = "10m")
    void sieve(byte[] bytes) throws Exception {
        String source = new String(bytes, StandardCharsets.UTF_8);
        Patience.expect(ScriptFault.class, () -> Script.of(source).run(mail()));
    }

    @FuzzTest(maxDuration = "10m")
    void received(byte[] bytes) throws Exception {
        String value = new String(bytes, StandardCharsets.UTF_8);
        Patience.expect(ScriptFault.class, () -> {
            ReceivedHop hop = ReceivedHop.of(value);
            HopTrail trail =
                    HopTrail.of(List.of(HopTrail.finding(List.of(hop))), "here").orElseThrow();
            if (trail.hops().getFirst().evidence() != hop.evidence()) {
                throw new AssertionError("written as " + hop + ", read as " + trail);
            }
        });
    }

    @FuzzTest(maxDuration = "10m")
    void tnef(byte[] bytes) throws Exception {
        Content message =
                Content.concat(List.of(Content.of(TNEF.getBytes(StandardCharsets.US_ASCII)), Content.of(bytes)));
        Patience.expect(ScriptFault.class, () -> WinmailDat.unpack(message));
    }

    private static FilterMail mail() {
        FilterMail.Body body = new FilterMail.Body(
                new String(MAIL, StandardCharsets.US_ASCII),
                List.of(new FilterMail.Part("text/plain", "a".repeat(10_000) + "b")));
        return new FilterMail(
                HeaderSection.of(MAIL),
                "pat@partner.example",
                "bob+lists@example.org",
                MAIL.length,
                Optional.of(() -> body),
                false,
                folder -> folder.equals("INBOX"),
                ZonedDateTime.parse("2026-11-22T12:00:00Z"));
    }
}
