package org.sealpost.policy;

/** The rules of {@link MessageSecurityPolicy}. */
public enum MessageSecurityRule implements Rule {
    /** All that is shown lies inside good signatures of the author. */
    WHOLE_MESSAGE_SIGNED,
    /** The gateway of the author's domain signed, not the author. */
    SIGNED_BY_DOMAIN,
    /** A signature around the text is not good, and that spoils the message however good the others are. */
    SIGNATURE_IS_NOT_GOOD,
    /** Whoever signed the closed envelope need not have known what was in it. */
    SIGNATURE_OUTSIDE_ENCRYPTION,
    /** Two signatures around each other; what lies deeper is an attachment. */
    SIGNATURE_IN_SIGNATURE,
    /** Something worth knowing about a signature that decides nothing. */
    SIGNATURE_NOTICE,
    /** Something worth knowing about header fields that came inside. */
    HEADER_NOTICE,
    MESSAGE_WAS_ENCRYPTED,
    /** The text was encrypted in a form in which a change on the way is not noticed, and no signature inside makes up for it. */
    ENCRYPTION_NOT_AUTHENTICATED,
    MESSAGE_STAYS_ENCRYPTED,
    /** A part is sealed by itself, or signed in a way that is not judged, which says nothing about the rest. */
    PART_PROTECTED_ALONE,
    /** A part is signed by itself: what its signature is worth, which says nothing about the rest. */
    PART_SIGNED_ALONE,
    /** A layer of OpenPGP, which is not judged with S/MIME. */
    OPENPGP_LAYER,
    /** A layer that is damaged, or one too many. */
    LAYER_NOT_READ,
    MESSAGE_IS_PLAIN
}
