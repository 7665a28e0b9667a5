package org.sealpost.policy;

/** The rules of {@link StoragePolicy}. */
public enum StorageRule implements Rule {
    /** Nobody wants this person's mail sealed in the mailbox. */
    STORED_READABLE,
    /** The house could not open it; it stays as it came. */
    STORED_AS_IT_CAME,
    STORED_SEALED,
    /** It answers what came encrypted, and its author's devices have the key. */
    DRAFT_STORED_SEALED,
    /** Somebody who shares the mailbox opens it, too. */
    STORED_FOR_READER,
    /** Somebody who shares the mailbox has nothing to open it with. */
    READER_WITHOUT_CERTIFICATE,
    /** Mail that lay in the mailbox before has the form that is wanted. */
    STORED_MAIL_HAS_FORM,
    /** The mailbox takes nothing readable, and there is no certificate to seal to. */
    NO_CERTIFICATE_TO_STORE_WITH
}
