package org.sealpost.policy;

import org.sealpost.identity.Custody;
import org.sealpost.mail.Protection;

/** Decides whether the house opens a message for its reader. */
public final class AccessPolicy {
    private AccessPolicy() {}

    /** Whether the content is taken out of an opaque signature, which a mail program without S/MIME cannot show. */
    public static Decision<AccessVerdict> decideOpaque(Custody custody) {
        return switch (custody) {
            case ORGANISATION -> Decision.of(AccessVerdict.OPEN, AccessRule.OPAQUE_SIGNATURE_UNWRAPPED);
            case DEVICE -> Decision.of(AccessVerdict.LEAVE, AccessRule.CUSTODY_OF_THE_DEVICE);
        };
    }

    /** Whether encrypted mail is opened before it goes on to a server behind; {@code protectedWay}: never in clear. */
    public static Decision<AccessVerdict> decideBehind(Custody custody, boolean protectedWay) {
        Decision<AccessVerdict> decision = decide(new AccessFacts(custody, new Protection.Encrypted()));
        return decision.verdict() == AccessVerdict.OPEN && !protectedWay
                ? Decision.of(AccessVerdict.LEAVE, AccessRule.WAY_BEHIND_NOT_PROTECTED)
                : decision;
    }

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
