package org.sealpost.policy;

/** Decides whether archived keys may be put together. That enough shares are there is a matter of arithmetic besides. */
public final class RecoveryPolicy {
    private RecoveryPolicy() {}

    public static Decision<RecoveryVerdict> decide(RecoveryFacts facts) {
        if (!facts.state().equals("open")) {
            return Decision.of(RecoveryVerdict.REFUSE, RecoveryRule.RECOVERY_NOT_OPEN, facts.state());
        }
        if (!facts.now().isBefore(facts.expiresAt())) {
            return Decision.of(RecoveryVerdict.EXPIRE, RecoveryRule.RECOVERY_EXPIRED, facts.expiresAt());
        }
        for (RecoveryFacts.Key key : facts.keys()) {
            if (key.agreed() < key.needed()) {
                return Decision.of(
                        RecoveryVerdict.WAIT,
                        RecoveryRule.RECOVERY_NEEDS_MORE_AGENTS,
                        key.agreed(),
                        key.needed(),
                        key.keyId());
            }
        }
        RecoveryFacts.Key last = facts.keys().getLast();
        return Decision.of(RecoveryVerdict.COMBINE, RecoveryRule.RECOVERY_ENOUGH_AGENTS, last.agreed(), last.needed());
    }
}
