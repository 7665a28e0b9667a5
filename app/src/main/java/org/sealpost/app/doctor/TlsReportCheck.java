package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sealpost.app.House;
import org.sealpost.policy.TlsReport;
import org.sealpost.policy.TlsReportBook.Received;
import org.sealpost.policy.TlsResult;

/** Whether others could reach our servers as we promise it. */
final class TlsReportCheck implements Check {
    private static final String ID = "SP-TLS-004";
    private static final Duration RECENT = Duration.ofDays(3);
    private static final int LIMIT = 1_000;
    private static final int NAMED = 3;

    private final House house;

    TlsReportCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Instant since = house.clock().instant().minus(RECENT);
        List<Received> all = house.outbound().reporting().received().since(since, Optional.empty(), LIMIT);
        List<Received> failed =
                all.stream().filter(one -> one.report().failures() > 0).toList();
        if (failed.isEmpty()) {
            return List.of(Diagnosis.good(
                    ID,
                    all.isEmpty()
                            ? "nobody reported about TLS with this server in the last days"
                            : "others report that TLS with this server is as promised"));
        }
        String senders = failed.stream()
                .map(one -> one.report().organization())
                .distinct()
                .limit(NAMED)
                .collect(Collectors.joining(", "));
        long count = failed.stream().mapToLong(one -> one.report().failures()).sum();
        return List.of(Diagnosis.warning(
                ID,
                "TLS with this server was not as promised in " + count + " connections, says " + senders,
                most(failed),
                "see: sealpost tls reports --days " + RECENT.toDays()));
    }

    /** The most frequent kinds of failures. */
    private static String most(List<Received> failed) {
        Map<String, Long> counts = new TreeMap<>();
        failed.stream()
                .flatMap(one -> one.report().sections().stream())
                .flatMap(section -> section.details().stream())
                .forEach(failure -> counts.merge(what(failure), failure.count(), Long::sum));
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
                .limit(NAMED)
                .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                .collect(Collectors.joining("; "));
    }

    private static String what(TlsReport.Failure failure) {
        return TlsResult.meaning(failure.result()) + (failure.host().isEmpty() ? "" : ", host " + failure.host());
    }
}
