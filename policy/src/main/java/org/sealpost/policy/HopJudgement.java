package org.sealpost.policy;

import org.sealpost.mail.EnhancedStatus;

/** Whether a message may go over a connection. */
public sealed interface HopJudgement {
    record Send() implements HopJudgement {}

    /** Another host may do; if none does, the message waits, or goes back, with this status. */
    record Refuse(EnhancedStatus status) implements HopJudgement {}
}
