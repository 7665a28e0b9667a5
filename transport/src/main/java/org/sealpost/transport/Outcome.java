package org.sealpost.transport;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.sealpost.mail.EnhancedStatus;
import org.sealpost.mail.MailAddress;
import org.sealpost.policy.Finding;

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

    /**
     * It stays in the queue and is tried again.
     *
     * @param because the rules behind it, if there are any
     * @param lacking if the next servers were there, and no connection to them had what is demanded
     */
    record Deferred(
            MailAddress recipient,
            EnhancedStatus status,
            String reason,
            List<Finding> because,
            Optional<Lacking> lacking)
            implements Outcome {
        public Deferred {
            because = List.copyOf(because);
            if (!status.isTemporary()) {
                throw new IllegalArgumentException("a delay needs a status of class 4: " + status);
            }
        }

        public Deferred(MailAddress recipient, EnhancedStatus status, String reason, List<Finding> because) {
            this(recipient, status, reason, because, Optional.empty());
        }

        public Deferred(MailAddress recipient, EnhancedStatus status, String reason) {
            this(recipient, status, reason, List.of());
        }

        public Deferred with(Optional<Lacking> what) {
            return new Deferred(recipient, status, reason, because, what);
        }
    }

    /**
     * No connection had what is demanded.
     *
     * @param encryptedAfter after how long a wait the message may go over one of them if it is encrypted to its recipient; empty for
     *     never, or if that was tried now
     */
    record Lacking(Optional<Duration> encryptedAfter) {
        public static final Lacking FOR_GOOD = new Lacking(Optional.empty());
    }

    /**
     * It was not tried, since enough others are on the way there; this was no try.
     *
     * @param at when it has its turn
     */
    record Postponed(MailAddress recipient, Instant at) implements Outcome {}

    /**
     * It waits in the queue for a way to encrypt.
     *
     * @param longest how long, before it goes back to the sender
     */
    record Held(MailAddress recipient, Duration longest, String reason) implements Outcome {}

    /**
     * It goes back to the sender.
     *
     * @param because the rules behind it, if there are any
     */
    record Failed(MailAddress recipient, EnhancedStatus status, String reason, List<Finding> because)
            implements Outcome {
        public Failed {
            because = List.copyOf(because);
            if (status.statusClass() != 5) {
                throw new IllegalArgumentException("a failure needs a status of class 5: " + status);
            }
        }

        public Failed(MailAddress recipient, EnhancedStatus status, String reason) {
            this(recipient, status, reason, List.of());
        }
    }
}
