package org.sealpost.app.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.app.House;
import org.sealpost.policy.Quarantine;

/** Whether somebody looks into messages, and whether anybody looks into the quarantine. */
final class InspectionCheck implements Check {
    private static final String SCANNER = "SP-INS-001";
    private static final String QUARANTINE = "SP-INS-002";
    private static final int LOOKED_AT = 1_000;

    private final House house;

    InspectionCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        List<Diagnosis> found = new ArrayList<>(List.of(scanner()));
        long waiting = house.gateway().inspecting().quarantine().list(LOOKED_AT).stream()
                .map(Quarantine.Entry::releasedAs)
                .filter(Optional::isEmpty)
                .count();
        found.add(
                waiting == 0
                        ? Diagnosis.good(QUARANTINE, "nothing waits in quarantine")
                        : Diagnosis.warning(
                                QUARANTINE,
                                "people wait for messages about which nobody decides",
                                waiting + " messages wait in quarantine",
                                "sealpost quarantine list"));
        return found;
    }

    private Diagnosis scanner() {
        if (!house.gateway().inspecting().scans()) {
            return Diagnosis.notTested(
                    SCANNER,
                    "no scanner is set up, so nobody looks for harmful software in mail; see inspection.clamav");
        }
        return house.gateway()
                .inspecting()
                .scannerVersion()
                .map(version -> Diagnosis.good(SCANNER, version))
                .orElseGet(() -> Diagnosis.failure(
                        SCANNER,
                        "mail waits, or is delivered without being scanned (inspection.failure)",
                        "ClamAV does not answer at the place that inspection.clamav names",
                        "systemctl status clamav-daemon"));
    }
}
