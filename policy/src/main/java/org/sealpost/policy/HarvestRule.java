package org.sealpost.policy;

/** The rules of {@link HarvestPolicy}. */
public enum HarvestRule implements Rule {
    /** From now on mail to this address can be encrypted. */
    CERTIFICATE_LEARNED,
    /** The same certificate, and news of what the program reads. */
    CAPABILITIES_RENEWED,
    /** Often a change of provider, sometimes an attack: somebody should look. */
    ISSUER_HAS_CHANGED,
    NOTHING_LEARNED
}
