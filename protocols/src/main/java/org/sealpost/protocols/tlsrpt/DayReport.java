package org.sealpost.protocols.tlsrpt;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.TlsCounts;
import org.sealpost.policy.TlsReport;
import org.sealpost.policy.TlsResult;
import org.sealpost.policy.TlsSession;
import org.sealpost.policy.TlsSession.Promise;

/** Makes the report of one day to one domain out of what was counted. */
final class DayReport {
    private static final int DETAILS_LIMIT = 1_000;

    private DayReport() {}

    static TlsReport of(
            TlsCounts.Day day, List<TlsCounts.Count> counts, String organization, MailAddress contact, String id) {
        Map<Promise, List<TlsCounts.Count>> byPromise = new LinkedHashMap<>();
        for (TlsCounts.Count count : counts) {
            byPromise
                    .computeIfAbsent(count.session().promise(), promise -> new ArrayList<>())
                    .add(count);
        }
        LocalDate date = day.day();
        return new TlsReport(
                organization,
                date.atStartOfDay(ZoneOffset.UTC).toInstant(),
                date.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant().minusSeconds(1),
                contact.toString(),
                id,
                byPromise.entrySet().stream()
                        .map(entry -> section(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static TlsReport.Section section(Promise promise, List<TlsCounts.Count> counts) {
        long successes = 0;
        long failures = 0;
        List<TlsReport.Failure> details = new ArrayList<>();
        for (TlsCounts.Count count : counts) {
            TlsSession session = count.session();
            Optional<TlsResult> failure = session.failure();
            if (failure.isEmpty()) {
                successes += count.sessions();
                continue;
            }
            failures += count.sessions();
            if (details.size() < DETAILS_LIMIT) {
                details.add(new TlsReport.Failure(
                        failure.get().word(), session.from(), session.host(), session.to(), count.sessions()));
            }
        }
        return new TlsReport.Section(
                promise.kind().word(), promise.of(), promise.text(), promise.hosts(), successes, failures, details);
    }
}
