package org.sealpost.policy;

import java.util.List;

/** Decides to which recovery agents a new key for encryption is closed before others may encrypt to it. */
public final class ArchivePolicy {
    private ArchivePolicy() {}

    public static Decision<ArchiveVerdict> decide(ArchiveFacts facts) {
        if (facts.agents().isEmpty()) {
            return Decision.of(new ArchiveVerdict.NoAgents(), RecoveryRule.NO_RECOVERY_AGENTS);
        }
        List<String> inForce = facts.inForce();
        if (inForce.size() < facts.need()) {
            return Decision.of(
                    new ArchiveVerdict.Wait(),
                    RecoveryRule.RECOVERY_AGENTS_TOO_FEW,
                    inForce.size(),
                    facts.agents().size(),
                    facts.need());
        }
        return Decision.of(
                new ArchiveVerdict.Close(facts.need(), inForce),
                RecoveryRule.KEY_SHARED_AT_ISSUANCE,
                inForce.size(),
                facts.need());
    }
}
