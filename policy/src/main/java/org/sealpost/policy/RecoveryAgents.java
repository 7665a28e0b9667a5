package org.sealpost.policy;

import java.time.Instant;
import java.util.List;

/** Who the recovery agents are, for whoever has to decide about archiving a key. */
@FunctionalInterface
public interface RecoveryAgents {
    /** There are none. */
    RecoveryAgents NONE = now -> new ArchiveFacts(List.of(), 1, now);

    /** As they are at this moment. */
    ArchiveFacts facts(Instant now);
}
