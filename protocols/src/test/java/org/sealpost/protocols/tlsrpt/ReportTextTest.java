package org.sealpost.protocols.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sealpost.policy.TlsReport;
import org.sealpost.testkit.Samples;

class ReportTextTest {
    /** The shape of the largest senders: one text where a list belongs, promises without failures. */
    static final String LARGE_SENDER = """
            {"organization-name":"Large Mail Inc.",
             "date-range":{"start-datetime":"2026-11-21T00:00:00Z","end-datetime":"2026-11-21T23:59:59Z"},
             "contact-info":"smtp-tls@large.example",
             "report-id":"2026-11-21T00:00:00Z_alpha.example",
             "policies":[{"policy":{"policy-type":"sts",
                                    "policy-string":["version: STSv1","mode: testing","mx: mx.alpha.example","max_age: 604800"],
                                    "policy-domain":"alpha.example",
                                    "mx-host":"mx.alpha.example"},
                          "summary":{"total-successful-session-count":1204,"total-failure-session-count":2},
                          "failure-details":[{"result-type":"certificate-host-mismatch",
                                              "sending-mta-ip":"198.51.100.7",
                                              "receiving-ip":"192.0.2.25",
                                              "receiving-mx-hostname":"mx.alpha.example",
                                              "receiving-mx-helo":"mx.alpha.example",
                                              "failed-session-count":2,
                                              "failure-reason-code":"SUBJECT"}]},
                         {"policy":{"policy-type":"no-policy-found","policy-domain":"alpha.example"},
                          "summary":{"total-successful-session-count":3,"total-failure-session-count":0}}]}
            """;

    /** The shape of a relay with DANE: a promise for each host, times with an offset, fields that nobody knows. */
    static final String RELAY = """
            {"report-id":"9d2c@relay.example","organization-name":"relay.example","contact-info":null,
             "date-range":{"start-datetime":"2026-11-21T01:00:00+01:00","end-datetime":"2026-11-22T00:59:59+01:00"},
             "x-version":[1,{"y":2}],
             "policies":[{"policy":{"policy-type":"tlsa","policy-string":["3 1 1 00ff"],"policy-domain":"mx.alpha.example",
                                    "mx-host":["mx.alpha.example"]},
                          "summary":{"total-successful-session-count":0,"total-failure-session-count":41},
                          "failure-details":[{"result-type":"validation-failure","failed-session-count":40},
                                             {"result-type":"some-new-failure","failed-session-count":1}]}]}
            """;

    @Test
    void readsReportsOfDifferentShapes() throws Exception {
        TlsReport large = read(LARGE_SENDER);
        TlsReport relay = read(RELAY);

        assertThat(large.organization()).isEqualTo("Large Mail Inc.");
        assertThat(large.successes()).isEqualTo(1207);
        assertThat(large.sections().getFirst().hosts()).containsExactly("mx.alpha.example");
        assertThat(large.sections().getFirst().details())
                .containsExactly(new TlsReport.Failure(
                        "certificate-host-mismatch", "198.51.100.7", "mx.alpha.example", "192.0.2.25", 2));
        assertThat(relay.begins()).isEqualTo(Instant.parse("2026-11-21T00:00:00Z"));
        assertThat(relay.contact()).isEmpty();
        assertThat(relay.failures()).isEqualTo(41);
        assertThat(relay.sections().getFirst().details()).hasSize(2);
    }

    @Test
    void readsWhatItWrites() throws Exception {
        for (String text : List.of(LARGE_SENDER, RELAY)) {
            TlsReport report = read(text);

            assertThat(read(ReportText.write(report))).isEqualTo(report);
        }
    }

    @Test
    void whatIsShownToPeopleIsOneShortLine() throws Exception {
        TlsReport report = read(LARGE_SENDER.replace("Large Mail Inc.", "A\\u001b[2J\\nB\\u202e" + "x".repeat(9_000)));

        assertThat(report.organization()).startsWith("A [2J B x").hasSize(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{\"organization-name\":\"x\"",
                "{\"organization-name\":\"x\",\"organization-name\":\"y\"}",
                "{\"organization-name\":\"x\",\"report-id\":\"1\",\"date-range\":{\"start-datetime\":\"today\",\"end-datetime\":\"x\"}}"
            })
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ReportText.Unreadable.class);
    }

    @Test
    void refusesWhatWouldTakeTooMuch() {
        String deep = "[".repeat(100_000) + "]".repeat(100_000);
        String policy = "{\"policy\":{\"policy-type\":\"sts\",\"policy-domain\":\"alpha.example\"},"
                + "\"summary\":{\"total-successful-session-count\":1,\"total-failure-session-count\":1}}";

        for (String broken : List.of(
                LARGE_SENDER.replace("[\"version", deep + ",[\"version"),
                LARGE_SENDER.replaceFirst("\\{\"policy\"", "{\"x\":" + deep + ",\"policy\""),
                LARGE_SENDER.replace("\"policies\":[", "\"policies\":[" + (policy + ",").repeat(100)),
                LARGE_SENDER.replaceFirst("\"policies\":\\[.*", "").stripTrailing() + "\"policies\":[]}",
                LARGE_SENDER.replace("1204", "-1"),
                LARGE_SENDER.replace("1204", "9".repeat(400)),
                LARGE_SENDER.replace("1204", "9000000000000000000"),
                LARGE_SENDER.replace("1204", "1.5"),
                LARGE_SENDER.replace("1204", "\"1204\""),
                LARGE_SENDER.replace("Large Mail Inc.", "x".repeat(100_000)))) {
            assertThatThrownBy(() -> read(broken)).isInstanceOf(ReportText.Unreadable.class);
        }
    }

    @Test
    void keepsOnlySoManyDetails() throws Exception {
        String detail = "{\"result-type\":\"certificate-expired\",\"failed-session-count\":1},";
        String many = LARGE_SENDER.replace("\"failure-details\":[", "\"failure-details\":[" + detail.repeat(3_000));

        assertThat(read(many).sections().getFirst().details()).hasSize(1_000);
    }

    @Test
    void nothingThatIsBentMakesItFailOtherwise() {
        Samples.forAll(ReportTextTest::bent, bent -> {
            try {
                assertThat(ReportText.read(bent).sections()).isNotEmpty();
            } catch (ReportText.Unreadable e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        });
    }

    private static byte[] bent(RandomGenerator random) {
        byte[] text = LARGE_SENDER.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 3; i++) {
            text[random.nextInt(text.length)] ^= (byte) random.nextInt(256);
        }
        return text;
    }

    private static TlsReport read(String text) throws ReportText.Unreadable {
        return ReportText.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
