package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sealpost.identity.Directory;
import org.sealpost.identity.DirectoryEntry;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.Finding;
import org.sealpost.policy.RecipientRule;

/**
 * Finds out who the people of large groups are when a message is in the queue already, so that nobody who sends to one waits for it.
 * They take the place of their group in one step, before anybody gets the message: each gets it once, whenever the server stops.
 */
public final class GroupExpansion implements Carrier {
    /** Destination mailing list expansion problem (RFC 3463 section 3.3). */
    private static final EnhancedStatus GROUP_PROBLEM = new EnhancedStatus(5, 2, 4);

    private final Carrier carrier;
    private final Directory directory;
    private final MailQueue queue;
    private final Arrivals arrivals;
    private final AuditLog auditLog;
    private final NewMail newMail;
    private final Clock clock;

    /** {@code carrier}: who carries messages to people. */
    public GroupExpansion(
            Carrier carrier,
            Directory directory,
            MailQueue queue,
            Arrivals arrivals,
            AuditLog auditLog,
            NewMail newMail,
            Clock clock) {
        this.carrier = carrier;
        this.directory = directory;
        this.queue = queue;
        this.arrivals = arrivals;
        this.auditLog = auditLog;
        this.newMail = newMail;
        this.clock = clock;
    }

    @Override
    public List<Outcome> carry(MailQueue.Leased leased) {
        if (leased.mail().envelope().groups().isEmpty()) {
            return carrier.carry(leased);
        }
        // The queue gives out groups alone; whoever came with them all the same is tried again behind them.
        List<Outcome> outcomes = new ArrayList<>();
        leased.mail().envelope().groups().forEach(group -> outcomes.add(expand(leased, group)));
        newMail.announce();
        return outcomes;
    }

    @Override
    public Optional<Prepared> prepare(MailQueue.Leased leased, List<Preview.Plan> plans) {
        return leased.mail().envelope().groups().isEmpty() ? carrier.prepare(leased, plans) : Optional.empty();
    }

    private Outcome expand(MailQueue.Leased leased, MailAddress group) {
        Optional<DirectoryEntry> entry = directory.find(group);
        List<MailAddress> people = entry.map(one -> new GroupMembers(directory).of(one, Acceptance.GROUP_LIMIT))
                .orElse(List.of());
        if (people.isEmpty()) {
            return new Outcome.Failed(group, GROUP_PROBLEM, "the group " + group + " has no member who takes mail");
        }
        if (people.size() > Acceptance.GROUP_LIMIT) {
            return new Outcome.Failed(
                    group,
                    GROUP_PROBLEM,
                    "the group " + group + " has more than " + Acceptance.GROUP_LIMIT + " members");
        }
        Arrivals.Arrival arrival = arrivals.atGroup(leased, group, queue.expanding(leased, group, people));
        List<AuditEvent> events = new ArrayList<>();
        events.add(new AuditEvent(
                clock.instant(),
                AuditAction.DECIDE,
                "transport",
                leased.mail().queueId(),
                "goes to the " + people.size() + " people of " + group,
                List.of(Finding.of(RecipientRule.GROUP_EXPANDED, group, people.size()))));
        events.addAll(arrival.events());
        auditLog.append(events, arrival.change());
        return new Outcome.Settled(group);
    }
}
