package org.sealpost.app.doctor;

import java.util.List;
import org.sealpost.app.House;
import org.sealpost.store.AuditStore;

/** Whether the audit log is whole. */
final class AuditCheck implements Check {
    private static final String ID = "SP-AUD-001";

    private final House house;

    AuditCheck(House house) {
        this.house = house;
    }

    @Override
    public List<Diagnosis> run() {
        AuditStore.Verification result = house.auditLog().verify();
        return List.of(result.fault()
                .map(fault -> Diagnosis.failure(
                        ID,
                        "what happened before cannot be proved any more",
                        fault,
                        "compare with the last export (sealpost audit export) and find who changed the database"))
                .orElse(Diagnosis.good(ID, "the audit log is whole: " + result.lines() + " lines")));
    }
}
