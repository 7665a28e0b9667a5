package org.sealpost.app.doctor;

import java.util.List;
import org.sealpost.app.House;
import org.sealpost.store.AuditStore;

/** Whether the newest part of the audit log is whole; the whole of a long one takes {@code sealpost audit verify}. */
final class AuditCheck implements Check {
    private static final String ID = "SP-AUD-001";

    private static final int NEWEST = 20_000;

    private final House house;

    AuditCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        AuditStore.Verification result = house.auditLog().verifyNewest(NEWEST);
        return List.of(result.fault()
                .map(fault -> Diagnosis.failure(
                        ID,
                        "what happened before cannot be proved any more",
                        fault,
                        "compare with the last export (sealpost audit export) and find who changed the database"))
                .orElse(Diagnosis.good(ID, good(result.lines()))));
    }

    private static String good(long lines) {
        return lines < NEWEST
                ? "the audit log is whole: " + lines + " lines"
                : "the newest " + lines + " lines of the audit log are whole; `sealpost audit verify` reads all";
    }
}
