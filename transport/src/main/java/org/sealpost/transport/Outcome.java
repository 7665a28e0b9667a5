package org.sealpost.transport;

import java.time.Duration;
import java.util.Optional;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;

/** What became of a message for one recipient. */
public sealed interface Outcome {
    MailAddress recipient();

    /**
     * The next server has it for good.
     *
     * @param report how it went, if the courier says so
     */
    record Delivered(MailAddress recipient, Optional<DeliveryReport> report) implements Outcome {}

    /** Done with; in the step that wrote it down this recipient has left the queue. */
    record Settled(MailAddress recipient) implements Outcome {}

    /** It stays in the queue and is tried again. */
    record Deferred(MailAddress recipient, EnhancedStatus status, String reason) implements Outcome {
        public Deferred {
            if (!status.isTemporary()) {
                throw new IllegalArgumentException("a delay needs a status of class 4: " + status);
            }
        }
    }

    /**
     * It waits in the queue for a way to encrypt.
     *
     * @param longest how long, before it goes back to the sender
     */
    record Held(MailAddress recipient, Duration longest, String reason) implements Outcome {}

    /** It goes back to the sender. */
    record Failed(MailAddress recipient, EnhancedStatus status, String reason) implements Outcome {
        public Failed {
            if (status.statusClass() != 5) {
                throw new IllegalArgumentException("a failure needs a status of class 5: " + status);
            }
        }
    }
}
