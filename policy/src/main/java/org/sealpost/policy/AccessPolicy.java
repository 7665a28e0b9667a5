package org.sealpost.policy;

import org.sealpost.mail.Protection;

/** Decides whether the house opens a message for its reader. */
public final class AccessPolicy {
    private AccessPolicy() {}

    public static Decision<AccessVerdict> decide(AccessFacts facts) {
        if (!(facts.protection() instanceof Protection.Encrypted)) {
            return Decision.of(AccessVerdict.LEAVE, AccessRule.NOT_ENCRYPTED);
        }
        return switch (facts.custody()) {
            case ORGANISATION -> Decision.of(AccessVerdict.OPEN, AccessRule.CUSTODY_OF_THE_HOUSE);
            case DEVICE -> Decision.of(AccessVerdict.LEAVE, AccessRule.CUSTODY_OF_THE_DEVICE);
        };
    }
}
