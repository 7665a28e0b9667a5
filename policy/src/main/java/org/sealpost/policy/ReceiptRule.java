package org.sealpost.policy;

/** The rules of {@link ReceiptPolicy}. */
public enum ReceiptRule implements Rule {
    RECEIPT_SENT,
    RECEIPTS_OFF,
    /** It would tell strangers which addresses are read, and when. */
    RECEIPT_NOT_FOR_STRANGERS,
    /** Only the author of the whole message may ask. */
    RECEIPT_ASKED_BY_NOBODY_KNOWN,
    /** Somebody could have receipts sent to a third person. */
    RECEIPT_NOT_FOR_OTHERS,
    RECEIPT_ASKED_OF_OTHERS,
    RECEIPT_WITHOUT_KEY
}
