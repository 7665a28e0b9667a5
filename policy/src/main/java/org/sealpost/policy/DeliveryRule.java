package org.sealpost.policy;

/** Why a delivery did not take place. */
public enum DeliveryRule implements Rule {
    /** The next server, or the house itself, could not take the message now. */
    TEMPORARY_FAILURE,
    FINAL_FAILURE
}
