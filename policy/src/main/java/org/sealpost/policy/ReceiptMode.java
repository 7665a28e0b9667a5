package org.sealpost.policy;

/** Who gets signed receipts when they ask for them. */
public enum ReceiptMode {
    NEVER,
    /** Accounts of ours. */
    COLLEAGUES,
    /** And those whom administrators entered as contacts, or gave a certificate. */
    CONTACTS
}
