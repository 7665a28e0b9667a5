package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sealpost.mail.MailFailure;
import org.sealpost.mail.MailObject;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;

/** Makes the forms in which a message goes on, each once, so that agents are asked once and little is signed. For one thread. */
final class Preparing {
    private final MailObject mail;
    private final Sealer sealer;
    private final Optional<Agents> agents;
    private final AuditLog auditLog;
    private final Clock clock;
    private final Map<List<List<String>>, Sealer.Sealing> sealings = new HashMap<>();
    private Optional<Agents.Handled> handled = Optional.empty();
    private Optional<MailFailure> failure = Optional.empty();

    Preparing(MailObject mail, Sealer sealer, Optional<Agents> agents, AuditLog auditLog, Clock clock) {
        this.mail = mail;
        this.sealer = sealer;
        this.agents = agents;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /**
     * The form with these tags taken out of the subject and these marks in front.
     *
     * @throws MailFailure as the agents or the proof of what is signed have it, again and again
     */
    Sealer.Sealing sealing(List<String> subjectTags, List<String> marks) {
        if (failure.isPresent()) {
            throw failure.get();
        }
        try {
            Agents.Handled now = handled.orElseGet(this::handle);
            return sealings.computeIfAbsent(List.of(subjectTags, marks), form -> started(now, subjectTags, marks));
        } catch (MailFailure e) {
            failure = Optional.of(e);
            throw e;
        }
    }

    private Agents.Handled handle() {
        Agents.Handled now = agents.map(one -> one.handle(mail)).orElseGet(() -> Agents.untouched(mail));
        handled = Optional.of(now);
        return now;
    }

    private Sealer.Sealing started(Agents.Handled now, List<String> subjectTags, List<String> marks) {
        Sealer.Sealing sealing = sealer.start(now.mail(), subjectTags, marks);
        List<Finding> because = new ArrayList<>(now.because());
        because.addAll(now.proof(sealing.untouched()));
        if (!because.isEmpty()) {
            auditLog.append(new AuditEvent(
                    clock.instant(),
                    AuditAction.DECIDE,
                    "transport",
                    mail.queueId(),
                    "what is signed is as it was; agents did what they may",
                    because));
        }
        return sealing;
    }
}
