package org.sealpost.policy;

import java.util.List;

/** Whether a new key for encryption can be archived to the recovery agents. */
public sealed interface ArchiveVerdict {
    /** Nobody was made a recovery agent; the server alone keeps the key. */
    record NoAgents() implements ArchiveVerdict {}

    /** It is closed to these agents before its certificate is signed. */
    record Close(int need, List<String> fingerprints) implements ArchiveVerdict {
        public Close {
            fingerprints = List.copyOf(fingerprints);
        }
    }

    /** There are agents, and they could not bring it back: no certificate until they can. */
    record Wait() implements ArchiveVerdict {}
}
