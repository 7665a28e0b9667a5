package org.sealpost.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.sealpost.mail.Domain;
import org.sealpost.policy.TlsReport;
import org.sealpost.policy.TlsReportBook.Received;
import org.sealpost.store.database.Database;

class TlsReportStoreTest {
    private static final Instant BEGIN = Instant.parse("2026-11-22T00:00:00Z");
    private static final Instant END = Instant.parse("2026-11-22T23:59:59Z");
    private static final Domain ALPHA = new Domain("alpha.example");
    private static final Domain BETA = new Domain("beta.example");

    @ParameterizedTest
    @MethodSource("org.sealpost.store.Engines#both")
    void whatOthersTellIsKeptOnceAndForgottenLater(Engines.Engine engine) {
        try (Database database = engine.open()) {
            TlsReportStore store = new TlsReportStore(database);
            Received first = received(ALPHA, "one", END);
            Received second = received(BETA, "two", END.plusSeconds(86_400));

            store.keeping(first).makeNow();
            store.keeping(first).makeNow();
            store.keeping(second).makeNow();

            assertThat(new TlsReportStore(database).since(BEGIN, Optional.empty(), 10))
                    .containsExactly(second, first);
            assertThat(store.since(BEGIN, Optional.of(ALPHA), 10)).containsExactly(first);
            assertThat(store.since(END.plusSeconds(1), Optional.empty(), 10)).containsExactly(second);
            assertThat(store.forget(first.at().plusSeconds(1))).isEqualTo(2);
            assertThat(store.since(BEGIN, Optional.empty(), 10)).containsExactly(second);
        }
    }

    private static Received received(Domain domain, String id, Instant end) {
        TlsReport.Failure failure =
                new TlsReport.Failure("certificate-expired", "192.0.2.7", "mx." + domain, "198.51.100.3", 3);
        return new Received(
                domain,
                "sender.example",
                end.plusSeconds(3_600),
                new TlsReport(
                        "Sender",
                        BEGIN,
                        end,
                        "tls@sender.example",
                        id,
                        List.of(
                                new TlsReport.Section(
                                        "no-policy-found", domain.name(), List.of(), List.of(), 5, 0, List.of()),
                                new TlsReport.Section(
                                        "sts", domain.name(), List.of(), List.of(), 90, 3, List.of(failure)))));
    }
}
