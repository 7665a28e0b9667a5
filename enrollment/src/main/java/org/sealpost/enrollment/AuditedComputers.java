package org.sealpost.enrollment;

import java.time.Clock;
import java.util.List;
import org.sealpost.identity.Computer;
import org.sealpost.identity.ComputerChanges;
import org.sealpost.identity.DirectoryConflict;
import org.sealpost.policy.AdministrationRule;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Changes the computers for one administrator. Each change is in the audit log before it is made; a refusal is there, too. */
public final class AuditedComputers implements ComputerChanges {
    private final ComputerChanges computers;
    private final AuditLog auditLog;
    private final Clock clock;
    private final String actor;

    public AuditedComputers(ComputerChanges computers, AuditLog auditLog, Clock clock, String actor) {
        this.computers = computers;
        this.auditLog = auditLog;
        this.clock = clock;
        this.actor = actor;
    }

    @Override
    public void add(Computer computer) {
        change(computer.hostName(), "add computer" + told(computer), () -> computers.add(computer));
    }

    @Override
    public void change(Computer computer) {
        change(computer.hostName(), "change computer" + told(computer), () -> computers.change(computer));
    }

    @Override
    public void remove(String hostName) {
        change(hostName, "remove computer", () -> computers.remove(hostName));
    }

    private static String told(Computer computer) {
        return ": names " + computer.dnsNames() + ", unit " + computer.unit() + ", enabled " + computer.enabled();
    }

    private void change(String subject, String what, Runnable change) {
        record(subject, what);
        try {
            change.run();
        } catch (DirectoryConflict e) {
            record(subject, what + ": refused, " + e.getMessage());
            throw e;
        }
    }

    private void record(String subject, String outcome) {
        auditLog.append(new AuditEvent(
                clock.instant(),
                AuditAction.ADMINISTER,
                actor,
                subject,
                outcome,
                List.of(Finding.of(AdministrationRule.ASKED_BY, actor))));
    }
}
