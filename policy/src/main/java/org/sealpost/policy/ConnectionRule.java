package org.sealpost.policy;

/** Why a client may connect or not. */
public enum ConnectionRule implements Rule {
    ROOM_FOR_CONNECTION,
    TOO_MANY_CONNECTIONS,
    TOO_MANY_CONNECTIONS_OF_ADDRESS,
    ROOM_FOR_MESSAGE,
    TOO_MANY_MESSAGES
}
