package org.sealpost.protocols.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.MailAddress;

class ReportAddressesTest {
    @Test
    void readsWhereReportsAreWanted() {
        ReportAddresses read = ReportAddresses.read(List.of(
                "v=spf1 -all",
                "v=TLSRPTv1; rua=mailto:tls+in@a.example,MAILTO:b%40c.example, https://a.example/v1?x=1;x=y"));

        assertThat(read.mail())
                .containsExactly(MailAddress.parse("tls+in@a.example"), MailAddress.parse("b@c.example"));
        assertThat(read.web()).containsExactly(URI.create("https://a.example/v1?x=1"));
    }

    @Test
    void readsNothingWhereTheRecordIsMissingDoubledOrOfAnotherVersion() {
        String record = "v=TLSRPTv1;rua=mailto:a@a.example";

        assertThat(ReportAddresses.read(List.of(record)).mail()).hasSize(1);
        assertThat(ReportAddresses.read(List.of(record, record)).mail()).isEmpty();
        assertThat(ReportAddresses.read(List.of("v=TLSRPTv10; rua=mailto:a@a.example"))
                        .mail())
                .isEmpty();
        assertThat(ReportAddresses.read(List.of()).mail()).isEmpty();
    }

    @Test
    void leavesOutWhatIsNoAddress() {
        ReportAddresses read = ReportAddresses.read(
                List.of("v=TLSRPTv1; rua=mailto:nobody,http://a.example/,https://u:p@a.example/,https:///x,ftp://a"));

        assertThat(read.answered()).isTrue();
        assertThat(read.mail()).isEmpty();
        assertThat(read.web()).isEmpty();
    }
}
