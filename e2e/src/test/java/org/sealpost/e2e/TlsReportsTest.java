package org.sealpost.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.sealpost.testkit.TestFolders;

/** Reports about TLS between mail servers: ours to others, read by Python; others' about us, sent by swaks. */
class TlsReportsTest {
    private static final Sink OUTSIDE = new Sink();
    private static final NameServer NAMES = new NameServer();
    private static final Demo DEMO = Demo.startAsking(NAMES, OUTSIDE.asSmartHost());

    @AfterAll
    static void stop() {
        DEMO.close();
        OUTSIDE.close();
        NAMES.close();
    }

    @Test
    void aDomainThatAsksIsToldInASignedMailThatOtherProgramsRead() throws IOException {
        String line = DEMO.done("domain", "dkim", "sealpost.example");
        NAMES.add(line.lines().findFirst().orElseThrow());
        NAMES.add("_smtp._tls.partner.example. 5 IN TXT \"v=TLSRPTv1; rua=mailto:tls@reports.example\"");
        String record =
                DEMO.json("domain", "dkim", "sealpost.example").get("text").asText();
        LocalDate day = LocalDate.now(ZoneOffset.UTC).minusDays(2);

        count(day, "partner.example", "NULL", 40);
        count(day, "partner.example", "'CERTIFICATE_EXPIRED'", 3);
        count(day, "silent.example", "'CERTIFICATE_EXPIRED'", 7);
        DEMO.killAndRestart();

        Sink.Message report = OUTSIDE.next();
        assertThat(report.to()).containsExactly("tls@reports.example");
        assertThat(report.from()).isEqualTo("postmaster@sealpost.example");
        assertThat(read(report.bytes(), record))
                .isEqualTo("True partner.example sealpost.example " + day + " sts 40 3 certificate-expired 3");
        assertThat(OUTSIDE.isEmptyFor(2_000))
                .as("one report, and none to who did not ask")
                .isTrue();
    }

    private static void count(LocalDate day, String domain, String result, int sessions) {
        Run run = Run.of(
                "sqlite3",
                "-cmd",
                ".timeout 10000",
                DEMO.data().resolve("sealpost.db").toString(),
                "INSERT INTO tls_session VALUES (" + day.toEpochDay() + ", '" + domain + "', '"
                        + result.replace("'", "")
                        + "', 'STS', '" + domain + "', 'version: STSv1', 'mx." + domain + "', 'mx." + domain
                        + "', '192.0.2.1', '192.0.2.2', " + result + ", " + sessions + ")");
        assertThat(run.exit()).as(run.text()).isZero();
    }

    private static String read(byte[] message, String record) throws IOException {
        Path file = TestFolders.make("tlsrpt").resolve("mail.eml");
        Files.write(file, message);
        return Run.of(List.of("/usr/bin/python3", "-c", """
                        import dkim, email, gzip, json, sys
                        raw = open(sys.argv[1], 'rb').read()
                        good = dkim.verify(raw, dnsfunc=lambda name, timeout=5: sys.argv[2].encode())
                        mail = email.message_from_bytes(raw)
                        assert mail.get_content_type() == 'multipart/report' and mail.get_param('report-type') == 'tlsrpt'
                        part = [one for one in mail.walk() if one.get_content_type() == 'application/tlsrpt+gzip'][0]
                        report = json.loads(gzip.decompress(part.get_payload(decode=True)))
                        one = report['policies'][0]
                        print(good, mail['TLS-Report-Domain'], mail['TLS-Report-Submitter'],
                              report['date-range']['start-datetime'][:10], one['policy']['policy-type'],
                              one['summary']['total-successful-session-count'],
                              one['summary']['total-failure-session-count'],
                              one['failure-details'][0]['result-type'], one['failure-details'][0]['failed-session-count'])
                        """, file.toString(), record))
                .text()
                .strip();
    }

    @Test
    void whatOthersReportIsShownAndTheDoctorTellsOfFailures() {
        String today = LocalDate.now(ZoneOffset.UTC).toString();
        String report = """
                {"organization-name":"Large Mail Inc.","contact-info":"tls@large.example","report-id":"r-1",
                 "date-range":{"start-datetime":"DAYT00:00:00Z","end-datetime":"DAYT23:59:59Z"},
                 "policies":[{"policy":{"policy-type":"sts","policy-domain":"sealpost.example","mx-host":"localhost"},
                   "summary":{"total-successful-session-count":17,"total-failure-session-count":2},
                   "failure-details":[{"result-type":"certificate-host-mismatch","sending-mta-ip":"198.51.100.7",
                     "receiving-mx-hostname":"localhost","failed-session-count":2}]}]}
                """.replace("DAY", today);

        send("one", packed(report));
        send("again", packed(report));
        send("broken", "no gzip".getBytes(StandardCharsets.US_ASCII));

        String newest = new String(DEMO.newest("alice", 3), StandardCharsets.UTF_8);
        assertThat(newest).contains("application/tlsrpt+gzip");
        assertThat(DEMO.done("tls", "reports"))
                .contains(
                        "sealpost.example, told by Large Mail Inc. (nobody proves that)",
                        "17 as promised, 2 not",
                        "MTA-STS of sealpost.example",
                        "2 times: the certificate is for another name; host localhost; from 198.51.100.7");
        assertThat(DEMO.json("tls", "reports", "sealpost.example")).hasSize(1);
        assertThat(DEMO.done("tls", "reports", "other.example")).contains("nobody has told anything");
        assertThat(DEMO.mistake("tls", "reports", "--days", "0")).contains("expected 1 to 90 days");
        assertThat(DEMO.ask("doctor").text())
                .contains("SP-TLS-004", "not as promised in 2 connections, says Large Mail Inc.");
        assertThat(DEMO.log()).contains("seems to carry a report about TLS, but");
    }

    private static void send(String subject, byte[] part) {
        Path mail = DEMO.keep("report-" + subject + ".eml", """
                From: <tls@large.example>
                To: <postmaster@sealpost.example>
                Subject: Report Domain: sealpost.example
                TLS-Report-Domain: sealpost.example
                TLS-Report-Submitter: large.example
                Message-ID: <SUBJECT@large.example>
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type="tlsrpt"; boundary="b"

                --b
                Content-Type: text/plain

                A report.
                --b
                Content-Type: application/tlsrpt+gzip
                Content-Transfer-Encoding: base64

                BODY
                --b--
                """.replace("SUBJECT", subject)
                .replace("BODY", Base64.getMimeEncoder().encodeToString(part))
                .replace("\r\n", "\n"));
        Run run = Run.of(
                "swaks",
                "--server",
                DEMO.door("smtp"),
                "--from",
                "tls@large.example",
                "--to",
                "postmaster@sealpost.example",
                "--data",
                "@" + mail);
        assertThat(run.exit()).as(run.text()).isZero();
    }

    private static byte[] packed(String text) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
