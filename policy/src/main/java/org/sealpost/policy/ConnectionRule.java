package org.sealpost.policy;

/** Why a client may connect or not, and where one reads what was said. */
public enum ConnectionRule implements Rule {
    ROOM_FOR_CONNECTION,
    TOO_MANY_CONNECTIONS,
    TOO_MANY_CONNECTIONS_OF_ADDRESS,
    ROOM_FOR_MESSAGE,
    TOO_MANY_MESSAGES,
    /** In which way a message came to this server. */
    CAME_ENCRYPTED,
    CAME_FROM_PARTNER,
    CAME_IN_CLEAR,
    /** What the servers before this one wrote into the message about their connections; they claim it. */
    RECEIVED_HOPS,
    /** None of them wrote anything. */
    NO_RECEIVED_HOPS,
    /** An administrator wanted the session written down. */
    CONVERSATION_LOGGED
}
