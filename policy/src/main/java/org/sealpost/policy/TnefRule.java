package org.sealpost.policy;

/** The rules of {@link TnefPolicy}, and what became of a winmail.dat. */
public enum TnefRule implements Rule {
    /** Nothing but the form of the message changes. */
    TNEF_IS_UNPACKED,
    /** Each byte of a signed message stays. */
    TNEF_OF_SIGNED_MAIL_STAYS,
    /** The house cannot look into it. */
    TNEF_OF_CLOSED_MAIL_STAYS,
    /** It is damaged, or more than the house reads. */
    TNEF_UNREADABLE,
    /** It holds more than files, such as a meeting, and stays beside them. */
    TNEF_HOLDS_MORE
}
