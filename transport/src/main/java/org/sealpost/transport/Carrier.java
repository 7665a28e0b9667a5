package org.sealpost.transport;

import java.util.List;
import org.sealpost.mail.MailQueue;

/** Takes a message from the queue to its recipients. */
public interface Carrier {
    /**
     * Says what became of each recipient of the envelope. A {@link org.sealpost.mail.MailFailure} or any other exception
     * stands for all of them. A recipient that is not named counts as not delivered and is tried again.
     */
    List<Outcome> carry(MailQueue.Leased leased);
}
