package org.sealpost.enrollment;

import java.time.Clock;
import java.util.List;
import org.sealpost.pki.KeyUses;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Writes into the audit log what the keys of the certification authority sign, before they sign it. */
public record AuditedKeyUses(AuditLog auditLog, Clock clock) implements KeyUses {
    @Override
    public void record(String certificate, String use, String why) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.USE_KEY,
                "authority",
                certificate,
                use,
                List.of(Finding.of(AdministrationRule.ROUTINE, why))));
    }
}
