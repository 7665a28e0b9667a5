package org.sealpost.identity;

/** Who can use the private decryption key of a person. Every verdict about a message tells it truthfully. */
public enum Custody {
    /** The house holds the key and opens mail for the person, so that any client reads it. */
    ORGANISATION,
    /** Only the person's devices hold the key; mail stays sealed in the mailbox. */
    DEVICE
}
