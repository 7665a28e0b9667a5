package org.sealpost.policy;

import java.util.EnumSet;
import java.util.Set;
import org.sealpost.policy.ProtectionLevelFacts.Link;

/**
 * Says on which of three levels a message is protected: network, session or message. Connections count as the weakest of them; what
 * other servers claim of theirs does not count at all.
 */
public final class ProtectionLevelPolicy {
    private ProtectionLevelPolicy() {}

    public static Decision<ProtectionLevel> decide(ProtectionLevelFacts facts) {
        if (facts.messageEncrypted()) {
            return Decision.of(ProtectionLevel.MESSAGE, LevelRule.LEVEL_MESSAGE);
        }
        Set<Link> links = EnumSet.noneOf(Link.class);
        links.addAll(facts.links());
        if (links.contains(Link.CLEAR)) {
            return Decision.of(ProtectionLevel.NONE, LevelRule.LEVEL_NONE);
        }
        if (links.contains(Link.UNKNOWN) || links.isEmpty()) {
            return Decision.of(ProtectionLevel.NONE, LevelRule.LEVEL_UNKNOWN);
        }
        if (links.contains(Link.TLS_IF_OFFERED)) {
            return Decision.of(ProtectionLevel.NONE, LevelRule.LEVEL_SESSION_IF_OFFERED);
        }
        return links.contains(Link.TUNNEL)
                ? Decision.of(ProtectionLevel.NETWORK, LevelRule.LEVEL_NETWORK)
                : Decision.of(ProtectionLevel.SESSION, LevelRule.LEVEL_SESSION);
    }
}
