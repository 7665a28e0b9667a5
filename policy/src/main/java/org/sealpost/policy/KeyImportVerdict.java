package org.sealpost.policy;

/** What becomes of a certificate that a person brings along with its key. */
public enum KeyImportVerdict {
    /** Key and certificate are kept, mail is signed with them, and others find the certificate. */
    PUBLISH,
    /** The key is kept, since mail was encrypted to it; nobody is shown the certificate. */
    KEEP_FOR_OLD_MAIL,
    REFUSE
}
