package org.sealpost.policy;

import org.sealpost.mail.EnhancedStatus;

/** Whether a host may be tried at all, and what is demanded of the connection then. */
public sealed interface HopVerdict {
    record Try(HopDemand demand) implements HopVerdict {}

    /** Another host may serve; if none does, the message waits with this status. */
    record Skip(EnhancedStatus status) implements HopVerdict {}
}
