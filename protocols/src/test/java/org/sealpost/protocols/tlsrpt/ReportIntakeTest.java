package org.sealpost.protocols.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.AuthenticationResults;
import org.sealpost.mail.Change;
import org.sealpost.mail.Content;
import org.sealpost.mail.Domain;
import org.sealpost.mail.Envelope;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailObject;
import org.sealpost.mail.Origin;
import org.sealpost.mail.SessionSecurity;
import org.sealpost.policy.TlsReportBook;
import org.sealpost.transport.TlsReportIntake.Part;

class ReportIntakeTest {
    private static final Domain ALPHA = new Domain("alpha.example");
    private static final Instant NOW = Instant.parse("2026-11-22T03:00:00Z");

    private final List<TlsReportBook.Received> kept = new ArrayList<>();
    private final ReportIntake intake =
            new ReportIntake(new MemoryBook(), ALPHA::equals, Clock.fixed(NOW, ZoneOffset.UTC));

    private final class MemoryBook implements TlsReportBook {
        @Override
        public Change keeping(Received received) {
            return () -> kept.add(received);
        }

        @Override
        public List<Received> since(Instant then, Optional<Domain> domain, int limit) {
            return kept;
        }

        @Override
        public int forget(Instant before) {
            return 0;
        }
    }

    @Test
    void keepsWhatIsToldOfOurDomainsAndWhoSignedIt() throws IOException {
        take(
                "TLS-Report-Domain: alpha.example\r\n",
                packed(ReportTextTest.RELAY),
                "dkim=pass header.d=relay.example header.s=k");
        take("", packed(ReportTextTest.LARGE_SENDER), "dkim=fail header.d=large.example");
        take("", new Part(false, true, ReportTextTest.LARGE_SENDER.getBytes(StandardCharsets.UTF_8)), "spf=pass");

        assertThat(kept).hasSize(3).allMatch(one -> one.domain().equals(ALPHA));
        assertThat(kept).extracting(TlsReportBook.Received::signedBy).containsExactly("relay.example", "", "");
        assertThat(kept.getFirst().at()).isEqualTo(NOW);
    }

    @Test
    void keepsNothingOfWhatIsAboutOthersOrCannotBeRead() throws IOException {
        take("TLS-Report-Domain: other.example\r\n", packed(ReportTextTest.RELAY), "");
        take("TLS-Report-Domain: not a domain\r\n", packed(ReportTextTest.RELAY), "");
        take("", new Part(true, true, "no gzip".getBytes(StandardCharsets.UTF_8)), "");
        take("", packed("{}"), "");
        Part whole = packed(ReportTextTest.LARGE_SENDER);
        take("", new Part(true, false, whole.bytes()), "");
        take("", new Part(true, true, java.util.Arrays.copyOf(whole.bytes(), 60)), "");

        assertThat(kept).isEmpty();
    }

    @Test
    void unpacksNoBomb() throws IOException {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bomb)) {
            byte[] spaces = " ".repeat(1024 * 1024).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < 200; i++) {
                out.write(spaces);
            }
        }
        assertThat(bomb.size()).isLessThan(1024 * 1024);

        take("", new Part(true, true, bomb.toByteArray()), "");

        assertThat(kept).isEmpty();
    }

    private void take(String header, Part part, String result) {
        intake.taking(
                        new MailObject(
                                "one",
                                new Envelope(Optional.empty(), List.of(MailAddress.parse("postmaster@alpha.example"))),
                                Content.of((header + "Subject: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII)),
                                new Origin.Received("192.0.2.1", new AuthenticationResults(List.of(result), false)),
                                new SessionSecurity.Plain(),
                                NOW),
                        part)
                .makeNow();
    }

    private static Part packed(String text) {
        return new Part(true, true, ReportMessage.packed(text));
    }
}
