package org.sealpost.transport;

import java.util.List;
import java.util.Optional;
import org.sealpost.mail.MailQueue;
import org.sealpost.policy.AuditEvent;
import org.sealpost.transport.Preview.Plan;

/** Takes a message from the queue to its recipients. */
public interface Carrier {
    /**
     * Says what became of each recipient of the envelope. A {@link org.sealpost.mail.MailFailure} or any other exception
     * stands for all of them. A recipient that is not named counts as not delivered and is tried again.
     */
    List<Outcome> carry(MailQueue.Leased leased);

    /**
     * Decides about a message before it is in the queue, if nobody has to be waited for. What was decided is written down in the step
     * that takes the message in, and so once less.
     *
     * @param plans what was decided for each recipient when the message was let in; empty if nothing was
     */
    default Optional<Prepared> prepare(MailQueue.Leased leased, List<Plan> plans) {
        return Optional.empty();
    }

    /** A message about which is decided. */
    interface Prepared {
        /** Must be written down before it is carried. */
        List<AuditEvent> decided();

        /** As {@link Carrier#carry}. */
        List<Outcome> carry();
    }
}
