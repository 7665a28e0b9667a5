package org.sealpost.enrollment;

import java.time.Clock;
import java.time.Instant;
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
    public void record(KeyUse use) {
        auditLog.append(event(use, clock.instant()));
    }

    static AuditEvent event(KeyUse use, Instant now) {
        return new AuditEvent(
                now,
                AuditAction.USE_KEY,
                "authority",
                use.certificate(),
                use.use(),
                List.of(Finding.of(AdministrationRule.ROUTINE, use.why())));
    }
}
