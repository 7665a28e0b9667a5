package org.sealpost.policy;

/** Whether the house learns from a signed message. */
public enum HarvestVerdict {
    LEARN,
    LEAVE
}
