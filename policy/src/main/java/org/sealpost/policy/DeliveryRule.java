package org.sealpost.policy;

/** What became of a delivery. */
public enum DeliveryRule implements Rule {
    /** The next server took the message. */
    TAKEN,
    /** Another system says so; nobody proves it. */
    REPORTED,
    /** The next server, or the house itself, could not take the message now. */
    TEMPORARY_FAILURE,
    FINAL_FAILURE,
    /** An administrator lets nothing go to this domain. */
    DESTINATION_STOPPED,
    /** It does not answer, and is tried by one message at a time. */
    DESTINATION_RESTS,
    /** The other side had the whole message, and nobody knows whether it took it. */
    CONNECTION_BROKE
}
