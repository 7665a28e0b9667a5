package org.sealpost.policy;

/** The rules about OpenPGP: {@link OpenPgpPolicy}, {@link OpenPgpKeyPolicy} and {@link OpenPgpLearningPolicy}. */
public enum OpenPgpRule implements Rule {
    /** The recipient has an OpenPGP key and no certificate, or the organisation wants OpenPGP first. */
    OPENPGP_KEY_OF_RECIPIENT,
    /** A key that an administrator took in is bad, and no other key counts beside it. */
    OPENPGP_PINNED_KEY_IS_BAD,
    OPENPGP_KEY_OF_SENDER,
    /** The recipient's program reads AEAD (SEIPDv2). */
    OPENPGP_WITH_AEAD,
    /** The form that all programs read (SEIPDv1 with its modification detection code). */
    OPENPGP_WITH_MDC,

    OPENPGP_KEY_MISSING,
    OPENPGP_KEY_ENDS_SOON,
    OPENPGP_ADDRESSES_CHANGED,
    OPENPGP_KEY_IS_GOOD,
    OPENPGP_WAS_REVOKED,
    /** No policy deploys OpenPGP to this person. */
    OPENPGP_NOT_DEPLOYED,
    OPENPGP_HOLDER_IS_GONE,
    OPENPGP_MADE_ON_DEVICE,

    /** A key came with mail and is new here. */
    OPENPGP_KEY_LEARNED,
    /** It is the key that is known already. */
    OPENPGP_KEY_KNOWN,
    /** Another key is known for the address: the new one is kept aside. */
    OPENPGP_KEY_CHANGED,
    /** Its user ids do not name the author. */
    OPENPGP_KEY_NAMES_OTHERS,
    /** Nothing in the key can be encrypted to. */
    OPENPGP_KEY_UNUSABLE,
    /** Nobody knows whether the mail came from where it says. */
    OPENPGP_MAIL_UNPROVEN,
    /** Our own people's keys are the house's business. */
    OPENPGP_KEY_OF_OWN_PEOPLE
}
