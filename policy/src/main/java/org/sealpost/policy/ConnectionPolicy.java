package org.sealpost.policy;

import org.sealpost.mail.EnhancedStatus;

/** Decides whether one more client may connect, so that no single one takes the server from all others. */
public final class ConnectionPolicy {
    private static final EnhancedStatus TOO_MANY = new EnhancedStatus(4, 7, 0);

    private static final EnhancedStatus TOO_FAST = new EnhancedStatus(4, 7, 1);

    private ConnectionPolicy() {}

    public static Decision<AcceptanceVerdict> decide(ConnectionFacts facts) {
        if (facts.sessionsOfAddress() > facts.limitForAddress()) {
            return Decision.of(
                    new AcceptanceVerdict.Refuse(
                            421, TOO_MANY, "too many connections from your address, try again later"),
                    ConnectionRule.TOO_MANY_CONNECTIONS_OF_ADDRESS,
                    facts.address(),
                    facts.limitForAddress());
        }
        if (facts.sessions() > facts.limit()) {
            return Decision.of(
                    new AcceptanceVerdict.Refuse(421, TOO_MANY, "too many connections, try again later"),
                    ConnectionRule.TOO_MANY_CONNECTIONS,
                    facts.limit());
        }
        return Decision.of(new AcceptanceVerdict.Accept(), ConnectionRule.ROOM_FOR_CONNECTION, facts.address());
    }

    /** Decides whether somebody may begin one more message in this minute. */
    public static Decision<AcceptanceVerdict> message(RateFacts facts) {
        return facts.limit() > 0 && facts.messages() > facts.limit()
                ? Decision.of(
                        new AcceptanceVerdict.Refuse(
                                450, TOO_FAST, "too many messages within a minute, try again later"),
                        ConnectionRule.TOO_MANY_MESSAGES,
                        facts.who(),
                        facts.limit())
                : Decision.of(new AcceptanceVerdict.Accept(), ConnectionRule.ROOM_FOR_MESSAGE, facts.who());
    }
}
