package org.sealpost.transport;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.sealpost.mail.Domain;
import org.sealpost.mail.MailAddress;
import org.sealpost.mail.MailQueue.Leased;
import org.sealpost.mail.QueueBook;
import org.sealpost.mail.QueueBook.Stop;
import org.sealpost.policy.AuditAction;
import org.sealpost.policy.AuditEvent;
import org.sealpost.policy.AuditLog;
import org.sealpost.policy.DeliveryRule;
import org.sealpost.policy.Finding;

/** Keeps back what is to go to destinations that an administrator stopped; it stays in the queue. */
public final class Stops {
    private final QueueBook book;
    private final AuditLog auditLog;
    private final Clock clock;

    public Stops(QueueBook book, AuditLog auditLog, Clock clock) {
        this.book = book;
        this.auditLog = auditLog;
        this.clock = clock;
    }

    /** Whether none of its destinations is stopped. */
    boolean areClear(Leased leased) {
        List<Stop> stops = book.stops();
        return leased.mail().envelope().recipients().stream()
                .noneMatch(one -> stops.stream().anyMatch(stop -> stop.domain().equals(one.domain())));
    }

    /** The message for those recipients whose destinations are not stopped; empty if there are none. */
    Optional<Leased> letThrough(Leased leased) {
        Map<Domain, Stop> stops =
                book.stops().stream().collect(Collectors.toMap(Stop::domain, Function.identity(), (one, same) -> one));
        List<MailAddress> going = new ArrayList<>();
        List<MailAddress> stopped = new ArrayList<>();
        for (MailAddress recipient : leased.mail().envelope().recipients()) {
            (stops.containsKey(recipient.domain()) ? stopped : going).add(recipient);
        }
        if (stopped.isEmpty()) {
            return Optional.of(leased);
        }
        List<Finding> because = stopped.stream()
                .map(MailAddress::domain)
                .distinct()
                .map(stops::get)
                .map(stop -> Finding.of(DeliveryRule.DESTINATION_STOPPED, stop.domain(), stop.by(), stop.reason()))
                .toList();
        auditLog.append(
                List.of(new AuditEvent(
                        clock.instant(),
                        AuditAction.DEFER,
                        "transport",
                        leased.mail().queueId(),
                        "suspended for " + stopped.size() + " recipients",
                        because)),
                book.suspending(leased, stopped, "suspended, since its destination is stopped"));
        return going.isEmpty() ? Optional.empty() : Optional.of(leased.to(going));
    }
}
