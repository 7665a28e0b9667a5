package org.sealpost.app.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.sealpost.app.House;

/** Runs all checks, each for a limited time, and puts the worst first. */
public final class Doctor {
    private static final Duration PATIENCE = Duration.ofSeconds(8);

    private static final List<Function<House, Check>> CHECKS = List.of(
            DiskChecks::new,
            DurabilityCheck::new,
            KeyFileCheck::new,
            BackupChecks::new,
            KeyArchiveChecks::new,
            AuthorityChecks::new,
            TokenCheck::new,
            PeopleChecks::new,
            DriftChecks::new,
            PostmasterCheck::new,
            RevocationChecks::new,
            TrustChecks::new,
            PartnerChecks::new,
            ServerCertificateChecks::new,
            PublicCertificateCheck::new,
            GivenCertificateCheck::new,
            DoorChecks::new,
            QueueCheck::new,
            InspectionCheck::new,
            AuditCheck::new,
            ClockCheck::new,
            DnsChecks::new,
            DomainKeyChecks::new,
            BehindChecks::new,
            HopChecks::new,
            ConnectorChecks::new,
            TlsReportCheck::new,
            SettingChecks::new);

    private final House house;

    public Doctor(House house) {
        this.house = house;
    }

    public List<Diagnosis> examine() {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Check> checks = CHECKS.stream().map(make -> make.apply(house)).toList();
            List<Future<List<Diagnosis>>> results =
                    checks.stream().map(check -> threads.submit(check::run)).toList();
            List<Diagnosis> all = new ArrayList<>();
            for (int i = 0; i < checks.size(); i++) {
                all.addAll(result(checks.get(i).getClass().getSimpleName(), results.get(i)));
            }
            threads.shutdownNow();
            return all.stream()
                    .sorted(Comparator.comparing(Diagnosis::state).reversed().thenComparing(Diagnosis::id))
                    .toList();
        }
    }

    private static List<Diagnosis> result(String check, Future<List<Diagnosis>> result) {
        try {
            return result.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return List.of(
                    Diagnosis.notTested("SP-DOC-001", check + " took longer than " + PATIENCE.toSeconds() + " s"));
        } catch (ExecutionException e) {
            return List.of(Diagnosis.failure(
                    "SP-DOC-002",
                    "a check itself failed, so what it looks at is not known",
                    check + ": " + e.getCause(),
                    "report it; the log tells more"));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }

    /** 0 if nothing is wrong, 1 for warnings, 2 for failures; things not tested change nothing. */
    public static int exitCode(List<Diagnosis> found) {
        return Stream.of(Diagnosis.State.FAILURE, Diagnosis.State.WARNING)
                .filter(state -> found.stream().anyMatch(one -> one.state() == state))
                .findFirst()
                .map(state -> state == Diagnosis.State.FAILURE ? 2 : 1)
                .orElse(0);
    }
}
