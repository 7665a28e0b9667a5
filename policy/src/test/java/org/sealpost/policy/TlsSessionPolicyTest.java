package org.sealpost.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.sealpost.mail.Domain;
import org.sealpost.policy.HopFacts.Dane;
import org.sealpost.policy.HopFacts.Sts;
import org.sealpost.policy.TlsSessionFacts.Connection;
import org.sealpost.policy.TlsSessionPolicy.Counted;

class TlsSessionPolicyTest {
    private static final Optional<TlsResult> EXPIRED = Optional.of(TlsResult.CERTIFICATE_EXPIRED);
    private static final Optional<TlsResult> MISMATCH = Optional.of(TlsResult.CERTIFICATE_HOST_MISMATCH);

    @Test
    void withoutAPromiseOnlyEncryptionCounts() {
        assertThat(count(Dane.ABSENT, Sts.ABSENT, Connection.ENCRYPTED))
                .isEqualTo(new Counted(TlsPolicyKind.NONE, Optional.empty()));
        assertThat(count(Dane.UNKNOWN, Sts.ABSENT, Connection.CLEAR))
                .isEqualTo(new Counted(TlsPolicyKind.NONE, Optional.of(TlsResult.STARTTLS_NOT_SUPPORTED)));
        assertThat(count(Dane.ABSENT, Sts.ABSENT, Connection.HANDSHAKE_FAILED))
                .isEqualTo(new Counted(TlsPolicyKind.NONE, Optional.of(TlsResult.VALIDATION_FAILURE)));
    }

    @Test
    void tellsWhatIsWrongWithDane() {
        assertThat(count(Dane.USABLE, Sts.LISTED, Connection.ENCRYPTED))
                .isEqualTo(new Counted(TlsPolicyKind.TLSA, EXPIRED));
        assertThat(count(Dane.USABLE, Sts.ABSENT, Connection.CLEAR).failure())
                .contains(TlsResult.STARTTLS_NOT_SUPPORTED);
        assertThat(count(Dane.UNUSABLE, Sts.ABSENT, Connection.ENCRYPTED).failure())
                .contains(TlsResult.TLSA_INVALID);
        assertThat(count(Dane.UNUSABLE, Sts.ABSENT, Connection.NONE).failure()).contains(TlsResult.TLSA_INVALID);
        assertThat(count(Dane.FAILED, Sts.ABSENT, Connection.NONE))
                .isEqualTo(new Counted(TlsPolicyKind.TLSA, Optional.of(TlsResult.DNSSEC_INVALID)));
    }

    @Test
    void tellsWhatIsWrongWithAPolicyAlsoOfOneOnTrial() {
        for (Sts listed : List.of(Sts.LISTED, Sts.TESTING_LISTED)) {
            assertThat(count(Dane.ABSENT, listed, Connection.ENCRYPTED))
                    .isEqualTo(new Counted(TlsPolicyKind.STS, MISMATCH));
            assertThat(count(Dane.ABSENT, listed, Connection.CLEAR).failure())
                    .contains(TlsResult.STARTTLS_NOT_SUPPORTED);
        }
        for (Sts unlisted : List.of(Sts.UNLISTED, Sts.TESTING_UNLISTED)) {
            assertThat(count(Dane.ABSENT, unlisted, Connection.NONE).failure()).contains(TlsResult.VALIDATION_FAILURE);
        }
    }

    @Test
    void tellsThatAPolicyCannotBeHad() {
        Counted counted = TlsSessionPolicy.count(new TlsSessionFacts(
                Dane.ABSENT,
                Sts.ABSENT,
                Optional.of(TlsResult.STS_WEBPKI_INVALID),
                Connection.ENCRYPTED,
                Optional.empty(),
                Optional.empty()));

        assertThat(counted).isEqualTo(new Counted(TlsPolicyKind.STS, Optional.of(TlsResult.STS_WEBPKI_INVALID)));
    }

    @Test
    void explainsTheWordsOfReports() {
        assertThat(TlsResult.meaning("certificate-expired")).isEqualTo("the certificate has expired");
        assertThat(TlsResult.meaning("something-new")).isEqualTo("something-new");
        assertThat(TlsPolicyKind.NONE.word()).isEqualTo("no-policy-found");
        assertThat(TlsResult.TLSA_INVALID.word()).isEqualTo("tlsa-invalid");
        assertThat(TlsResult.TLSA_INVALID.meaning()).isNotBlank();
    }

    @Test
    void aReportAddsUp() {
        TlsReport.Section one = new TlsReport.Section("sts", "a.example", List.of(), List.of(), 3, 1, List.of());
        TlsReport.Section two = new TlsReport.Section("tlsa", "mx.a.example", List.of(), List.of(), 4, 0, List.of());
        TlsReport report = new TlsReport("Org", Instant.EPOCH, Instant.EPOCH, "a@b.example", "1", List.of(one, two));

        TlsTally.NONE.note(
                LocalDate.EPOCH,
                new TlsSession(
                        new Domain("a.example"),
                        new TlsSession.Promise(TlsPolicyKind.NONE, "a.example", List.of(), List.of()),
                        "",
                        "",
                        "",
                        Optional.empty()));
        assertThat(report.successes()).isEqualTo(7);
        assertThat(report.failures()).isEqualTo(1);
    }

    private static Counted count(Dane dane, Sts sts, Connection connection) {
        return TlsSessionPolicy.count(new TlsSessionFacts(dane, sts, Optional.empty(), connection, EXPIRED, MISMATCH));
    }
}
