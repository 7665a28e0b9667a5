package org.sealpost.policy;

/** The rules of {@link ReceiptPolicy}, and what is said of receipts that we ask for. */
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
    RECEIPT_WITHOUT_KEY,
    /** By somebody of ours, with what a receipt will be compared with. */
    RECEIPT_ASKED,
    RECEIPT_PROVED,
    RECEIPT_NOT_PROVED
}
