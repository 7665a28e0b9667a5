package org.sealpost.policy;

/**
 * Where a message is protected. Only the highest level protects the message itself: on the others every server that handles it
 * reads it.
 *
 * @see ProtectionLevelPolicy
 */
public enum ProtectionLevel {
    /** None, or nobody knows of any. */
    NONE(0),
    /** A tunnel around all connections of a network. */
    NETWORK(1),
    /** TLS around each connection. */
    SESSION(2),
    /** S/MIME or OpenPGP around the message. */
    MESSAGE(3);

    private final int number;

    ProtectionLevel(int number) {
        this.number = number;
    }

    /** From 0 to 3. */
    public int number() {
        return number;
    }
}
