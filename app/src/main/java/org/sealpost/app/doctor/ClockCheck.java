package org.sealpost.app.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sealpost.app.House;
import org.sealpost.policy.AuditLine;

/** Whether the clock can be right: it never goes back behind what was written down. */
final class ClockCheck implements Check {
    private static final String ID = "SP-CLK-001";
    private static final Duration TOLERANCE = Duration.ofMinutes(2);

    private final House house;

    ClockCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        Instant now = house.clock().instant();
        List<AuditLine> last = house.auditLog().find("", 1);
        if (last.isEmpty()) {
            return List.of(Diagnosis.notTested(ID, "nothing was written down yet to compare with"));
        }
        Instant written = last.getFirst().event().at();
        return List.of(
                written.minus(TOLERANCE).isAfter(now)
                        ? Diagnosis.failure(
                                ID,
                                "certificates, signatures and CRLs get wrong times and are refused",
                                "the clock says " + now + ", but the last audit line is of " + written,
                                "set the clock, and let a time service keep it")
                        : Diagnosis.good(ID, "the clock does not lie behind the audit log"));
    }
}
